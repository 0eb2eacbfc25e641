# Installs ngobrol and ngobrol-server for the user who runs it: no administrator, no question, nothing is run of what is
# downloaded. An archive whose checksum is not that of SHA256SUMS is not unpacked.

param(
  [string]$Version = '@VERSION@',
  # Where the programs go.
  [string]$Dir = "$env:LOCALAPPDATA\Programs\ngobrol",
  # Where releases come from.
  [string]$Url = $(if ($env:NGOBROL_URL) { $env:NGOBROL_URL } else { '@URL@' }),
  # Removes what was installed; chats and their data stay.
  [switch]$Uninstall,
  # Leaves the user's PATH as it is.
  [switch]$NoPath
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # It makes downloads many times slower.

function Set-UserPath([string[]]$Folders) {
  [Environment]::SetEnvironmentVariable('Path', ($Folders -join ';'), 'User')
}

$folders = @([Environment]::GetEnvironmentVariable('Path', 'User') -split ';' | Where-Object { $_ })

if ($Uninstall) {
  if (-not (Test-Path "$Dir\ngobrol.exe")) { throw "Nothing is installed in $Dir" }
  Remove-Item -Recurse -Force $Dir
  if ($folders -contains $Dir) { Set-UserPath @($folders | Where-Object { $_ -ne $Dir }) }
  Write-Output "Removed ngobrol and ngobrol-server from $Dir"
  return
}

if (-not [Environment]::Is64BitOperatingSystem) { throw 'There is no executable for 32-bit Windows' }
if ($Version -notmatch '^[0-9A-Za-z.-]+$') { throw "-Version takes a version such as 1.2.3: $Version" }

$name = "ngobrol-$Version-x86_64-pc-windows-msvc"
$work = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
New-Item -ItemType Directory -Path $work | Out-Null
try {
  Invoke-WebRequest -UseBasicParsing "$Url/v$Version/SHA256SUMS" -OutFile "$work\SHA256SUMS"
  $line = Get-Content "$work\SHA256SUMS" | Where-Object { $_.EndsWith("  $name.zip") }
  if (-not $line) { throw "Release $Version has no $name.zip" }
  $expected = $line.Split(' ')[0]
  Invoke-WebRequest -UseBasicParsing "$Url/v$Version/$name.zip" -OutFile "$work\$name.zip"
  $actual = (Get-FileHash -Algorithm SHA256 "$work\$name.zip").Hash
  if ($actual -ne $expected) {
    throw "The checksum of $name.zip is $actual and should be $expected; nothing was installed"
  }
  Expand-Archive "$work\$name.zip" -DestinationPath $work
  New-Item -ItemType Directory -Force -Path $Dir | Out-Null
  Copy-Item -Recurse -Force "$work\$name\*" $Dir
  # A second name of the same file, for which the program is the server.
  Remove-Item -Force -ErrorAction SilentlyContinue "$Dir\ngobrol-server.cmd", "$Dir\ngobrol-server.exe"
  New-Item -ItemType HardLink -Path "$Dir\ngobrol-server.exe" -Target "$Dir\ngobrol.exe" | Out-Null
} finally {
  Remove-Item -Recurse -Force $work
}

Write-Output "Installed ngobrol and ngobrol-server $Version in $Dir"
if (-not $NoPath -and $folders -notcontains $Dir) {
  Set-UserPath ($folders + $Dir)
  Write-Output "Added $Dir to your PATH; it counts for what is started from now on"
}
Write-Output "To remove them: install.ps1 -Uninstall"
