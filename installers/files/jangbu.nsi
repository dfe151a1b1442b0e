; Setup program for Windows, for one user and without administrator rights. makensis gets VERSION, PROGRAM (the built
; folder), MADE (the setup program) and FILES (this folder). Vaults and settings are never touched, also not when the
; program is taken away.
Unicode true
!include "MUI2.nsh"

Name "Jangbu"
OutFile "${MADE}"
InstallDir "$LOCALAPPDATA\Programs\Jangbu"
InstallDirRegKey HKCU "Software\Jangbu" "InstallDir"
RequestExecutionLevel user
SetCompressor /SOLID lzma
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Jangbu"
VIAddVersionKey "FileDescription" "Jangbu setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Jangbu"
!define MUI_ICON "${FILES}/jangbu.ico"
!define MUI_UNICON "${FILES}/jangbu.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\jangbu.exe"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${FILES}/../../LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The first is taken where Windows speaks neither.
!insertmacro MUI_LANGUAGE "Korean"
!insertmacro MUI_LANGUAGE "English"

LangString SHORTCUT ${LANG_KOREAN} "장부"
LangString SHORTCUT ${LANG_ENGLISH} "Jangbu"
LangString BUNDLE ${LANG_KOREAN} "장부 꾸러미"
LangString BUNDLE ${LANG_ENGLISH} "Jangbu bundle"
LangString OPEN ${LANG_KOREAN} "장부가 열려 있습니다. 닫고 다시 시작하십시오."
LangString OPEN ${LANG_ENGLISH} "Jangbu is open. Close it and start again."

; A program that runs cannot be written over; half an installation would be worse than none.
!macro REQUIRE_CLOSED
  IfFileExists "$INSTDIR\jangbu.exe" 0 closed
  ClearErrors
  FileOpen $0 "$INSTDIR\jangbu.exe" a
  IfErrors 0 +3
  MessageBox MB_OK|MB_ICONEXCLAMATION "$(OPEN)" /SD IDOK
  Abort
  FileClose $0
  closed:
!macroend

Section
  !insertmacro REQUIRE_CLOSED
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}/*"
  File "${FILES}/jangbu.ico"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\$(SHORTCUT).lnk" "$INSTDIR\jangbu.exe" "" "$INSTDIR\jangbu.ico"
  WriteRegStr HKCU "Software\Classes\.jangbu-bundle" "" "Jangbu.Bundle"
  WriteRegStr HKCU "Software\Classes\Jangbu.Bundle" "" "$(BUNDLE)"
  WriteRegStr HKCU "Software\Classes\Jangbu.Bundle\DefaultIcon" "" "$INSTDIR\jangbu.ico"
  WriteRegStr HKCU "Software\Classes\Jangbu.Bundle\shell\open\command" "" '"$INSTDIR\jangbu.exe" "%1"'
  WriteRegStr HKCU "Software\Jangbu" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "$(SHORTCUT)"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\jangbu.ico"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  !insertmacro REQUIRE_CLOSED
  ; By name, for somebody may keep files of their own in this folder.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\jangbu.exe"
  Delete "$INSTDIR\jangbu.ico"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\장부.lnk"
  Delete "$SMPROGRAMS\Jangbu.lnk"
  DeleteRegKey HKCU "Software\Classes\Jangbu.Bundle"
  DeleteRegKey HKCU "Software\Classes\.jangbu-bundle"
  DeleteRegKey HKCU "Software\Jangbu"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
