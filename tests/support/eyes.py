"""A client of the accessibility bus, as a screen reader is one: `python3 eyes.py PROCESS_ID`, one JSON object a line.

Runs on any Python that has gi and the AT-SPI bindings (Debian: gir1.2-atspi-2.0), so it imports nothing of Jangbu's.
It knows of the program what the bus tells everybody: roles, names, ids, boxes on the screen, states and texts.

{"ask": "find", "what": X}          what is named X, or has an id that ends so: a list of
                                    {"name", "id", "role", "box": [x, y, width, height], "usable", "checked", "focused"}
{"ask": "press", "what": X}         do the first action that it offers
{"ask": "write", "what": X, "text": T}    replace its text and give it the keyboard
{"ask": "texts"}                    all names and texts that are shown
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version is chosen first

EVERYTHING = (0, 0, 100_000, 100_000)
ANSWER_MS, START_MS = 10_000, 15_000  # a page that a press opens may take its time on a busy machine


def applications(process):
    """The accessible roots of a process."""
    desktop = Atspi.get_desktop(0)
    found = (desktop.get_child_at_index(place) for place in range(desktop.get_child_count()))
    return [one for one in found if one is not None and one.get_process_id() == process]


def walk(one, clip=EVERYTHING):
    """Everything visible below, with the part of its box that can be seen."""
    for place in range(one.get_child_count()):
        child = one.get_child_at_index(place)
        if child is None:
            continue
        states = child.get_state_set()
        if not states.contains(Atspi.StateType.VISIBLE):
            continue
        box = Atspi.Component.get_extents(child, Atspi.CoordType.SCREEN)
        seen = cut((box.x, box.y, box.width, box.height), clip)
        yield child, states, seen
        yield from walk(child, seen)


def cut(box, clip):
    left, top = max(box[0], clip[0]), max(box[1], clip[1])
    right, bottom = min(box[0] + box[2], clip[0] + clip[2]), min(box[1] + box[3], clip[1] + clip[3])
    return left, top, max(right - left, 0), max(bottom - top, 0)


def matches(process, what):
    """What is named so, or whose id ends so."""
    for root in applications(process):
        for one, states, box in walk(root):
            if one.get_name() == what or ("." + (one.get_accessible_id() or "")).endswith("." + what):
                yield one, states, box


def told(one, states, box):
    return {
        "name": one.get_name(),
        "id": one.get_accessible_id(),
        "role": one.get_role_name(),
        "box": box,
        "usable": states.contains(Atspi.StateType.SENSITIVE),
        "checked": states.contains(Atspi.StateType.CHECKED),
        "focused": states.contains(Atspi.StateType.FOCUSED),
    }


def the_one(process, what):
    usable = [one for one, states, _ in matches(process, what) if states.contains(Atspi.StateType.SENSITIVE)]
    if not usable:
        raise LookupError(what)
    return usable[0]


def find(process, what):
    return [told(*one) for one in matches(process, what)]


def press(process, what):
    one = the_one(process, what)
    names = [Atspi.Action.get_action_name(one, place) for place in range(Atspi.Action.get_n_actions(one))]
    return {"pressed": Atspi.Action.do_action(one, 0), "actions": names}


def write(process, what, text):
    one = the_one(process, what)
    Atspi.Component.grab_focus(one)
    return {"written": Atspi.EditableText.set_text_contents(one, text)}


def texts(process):
    found = []
    for root in applications(process):
        for one, _, _ in walk(root):
            name, interfaces = one.get_name(), one.get_interfaces()
            if name:
                found.append(name)
            if "Text" in interfaces and one.get_role() != Atspi.Role.PASSWORD_TEXT:
                found.append(Atspi.Text.get_text(one, 0, -1))
    return found


ASKED = {"find": find, "press": press, "write": write, "texts": texts}


def main():
    process = int(sys.argv[1])
    Atspi.init()
    Atspi.set_timeout(ANSWER_MS, START_MS)
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = ASKED[question.pop("ask")](process, **question)
        except (GLib.Error, LookupError) as error:  # it has just gone, or is not there yet
            answer = {"lost": str(error)}
        print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
