# Runs every test on Windows: each test project is a program of its own.
$ErrorActionPreference = 'Stop'
dotnet build (Join-Path $PSScriptRoot 'CoCa.Realtime.sln') -c Release -v:q --nologo | Out-Host
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
$failed = 0
foreach ($project in Get-ChildItem (Join-Path $PSScriptRoot 'tests') -Directory -Filter '*.Tests') {
    & (Join-Path $project.FullName "bin/Release/net10.0/$($project.Name).exe")
    if ($LASTEXITCODE -ne 0) { $failed++ }
}
if ($failed) { Write-Output "$failed test projects failed"; exit 1 }
