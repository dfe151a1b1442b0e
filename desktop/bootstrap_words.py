"""What the bootstrap says, in Korean and English: it runs before the word catalogues can be loaded."""

from __future__ import annotations

import locale
import os
import sys

WORDS = {
    "python_too_old": (
        "장부는 Python 3.11 이상이 필요합니다. 지금 것은 {found}입니다. python.org 나 배포판에서 새 Python을 "
        "설치한 뒤 그 Python으로 같은 명령을 다시 실행해 주십시오.",
        "Jangbu needs Python 3.11 or newer; this one is {found}. Install a newer Python from "
        "python.org or your "
        "distribution and give the same command with it.",
    ),
    "setting_up": (
        "처음 한 번만 준비합니다. 필요한 꾸러미를 내려받아 {folder} 에 넣는 중입니다. 1분쯤 걸립니다 …",
        "Getting ready, this once: downloading what Jangbu needs into {folder}. About a minute …",
    ),
    "ready": ("준비를 마쳤습니다({seconds}초).", "Ready ({seconds} s)."),
    "waiting": (
        "다른 창에서 준비가 진행 중입니다. 끝날 때까지 기다립니다 …",
        "Another set-up of this folder is under way; waiting for it …",
    ),
    "installing_libraries": (
        "화면에 필요한 시스템 라이브러리를 설치합니다: {packages}",
        "Installing the system libraries that the window needs: {packages}",
    ),
    "install_by_hand": (
        "시스템 라이브러리가 빠져 있습니다. 다음을 실행한 뒤 같은 명령을 다시 내려 주십시오.\n  {command}",
        "System libraries are missing. Run this, then give the same command again:\n  {command}",
    ),
    "libraries_failed": (
        "시스템 라이브러리를 설치하지 못했습니다. 인터넷 연결을 확인하고 다음을 직접 실행한 뒤 "
        "같은 명령을 다시 "
        "내려 주십시오.\n  {command}",
        "The system libraries could not be installed. Check the network, run this yourself, then "
        "give the same "
        "command again:\n  {command}",
    ),
    "venv_failed": (
        "Python 환경을 만들지 못했습니다. 바로 위의 오류를 보고 고친 뒤 같은 명령을 다시 내려 "
        "주십시오.\n  {command}",
        "The Python environment could not be made. Mend what the lines above say, then give the same command "
        "again:\n  {command}",
    ),
    "packages_failed": (
        "필요한 꾸러미를 내려받지 못했거나 해시가 맞지 않습니다. 처음 한 번은 인터넷 연결이 "
        "필요합니다. 연결을 "
        "확인하고 같은 명령을 다시 내려 주십시오. 기록에는 아무 영향이 없습니다. 연결할 수 없는 "
        "곳이라면 연결되는 "
        "컴퓨터에서 만든 설치본(make package)을 옮겨 쓰십시오.",
        "What Jangbu needs could not be downloaded, or a hash did not match. The first start needs "
        "the network: "
        "check the connection and give the same command again. No entry is affected. Where there is "
        "no network, "
        "bring the package built elsewhere (make package).",
    ),
    "foreign_environment": (
        "{folder} 폴더는 장부가 만들지 않은 환경이고 필요한 꾸러미가 다 있지 않습니다. 지우거나, "
        "다음으로 채운 뒤 "
        "같은 명령을 다시 내려 주십시오.\n  {python} -m pip install --require-hashes -r {lock}",
        "{folder} was not made by Jangbu and lacks packages of the lock. Remove it, or fill it with "
        "this, then "
        "give the same command again:\n  {python} -m pip install --require-hashes -r {lock}",
    ),
    "disk": (
        "{place} 에 쓸 수 없습니다({reason}). 장부 창을 모두 닫고 남은 용량과 쓰기 권한을 확인한 "
        "뒤 같은 명령을 "
        "다시 내려 주십시오.",
        "{place} cannot be written ({reason}). Close every Jangbu window, check free space and permissions, "
        "then give the same command again.",
    ),
    "interrupted": (
        "멈췄습니다. 같은 명령을 다시 내리면 처음부터 준비합니다.",
        "Stopped. The same command starts the set-up afresh.",
    ),
}


def say(code: str, **facts: object) -> None:
    """Write one message on stderr, in the language of the machine or of JANGBU_LANG."""
    korean, english = WORDS[code]
    print_lines((korean if _speaks_korean() else english).format(**facts))


def print_lines(text: str) -> None:
    """Write text on stderr, with marks for what the console cannot show instead of a traceback."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    print(text.rstrip().encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)


def _speaks_korean() -> bool:
    chosen = os.environ.get("JANGBU_LANG")
    if not chosen:
        chosen = next(
            (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
        )
    if not chosen and os.name == "nt":
        chosen = locale.getlocale()[0] or ""
    return chosen.lower().startswith("ko")
