# CoCa.Realtime's main job on Windows: .\coca.ps1 caption photo.jpg
$ErrorActionPreference = 'Stop'
$project = Join-Path $PSScriptRoot 'src/CoCa.Cli'
dotnet build $project -c Release -v:q --nologo | Out-Host
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
& (Join-Path $project 'bin/Release/net10.0/coca.exe') @args
exit $LASTEXITCODE
