# CoCa.Realtime's trainer on Windows: .\coca-train.ps1 run recipes/smoke.json
$ErrorActionPreference = 'Stop'
$project = Join-Path $PSScriptRoot 'src/CoCa.Training.Cli'
dotnet build $project -c Release -v:q --nologo | Out-Host
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
& (Join-Path $project 'bin/Release/net10.0/coca-train.exe') @args
exit $LASTEXITCODE
