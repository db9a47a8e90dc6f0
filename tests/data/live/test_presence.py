"""Who is there, in one process and in several that share an operation."""

from data.live.presence import Attendance, Present


def at(session, name="Ana", page="Overview", operation="op", editing=()):
    return Present(session=session, person=name, name=name, operation=operation, page=page, editing=frozenset(editing))


def names(attendance, operation="op"):
    return [one.name for one in attendance.of(operation)]


def test_everybody_who_has_the_operation_open_is_there_by_name():
    attendance = Attendance(lambda _: True)
    for one in (at("b", "Ben"), at("a"), at("c", "Cem", operation="other")):
        attendance.tell(one)
    assert names(attendance) == ["Ana", "Ben"]


def test_a_session_is_where_it_was_last():
    attendance = Attendance(lambda _: True)
    attendance.tell(at("a", page="Overview"))
    attendance.tell(at("a", page="Sectors", editing={"S1"}))
    (found,) = attendance.of("op")
    assert (found.page, found.editing) == ("Sectors", {"S1"})


def test_whoever_closes_the_page_is_gone_at_once():
    open_pages = {"a", "b"}
    attendance = Attendance(open_pages.__contains__)
    attendance.tell(at("a"))
    attendance.tell(at("b", "Ben"))
    open_pages.discard("b")
    assert names(attendance) == ["Ana"]


def test_processes_know_each_others_people_and_forget_those_that_left():
    told = {}

    class Shared:
        def __init__(self, process):
            self.process = process

        def exchanged(self, own):
            told[self.process] = tuple(own)
            return tuple(one for process, some in told.items() if process != self.process for one in some)

    open_pages = {"a", "b"}
    here, there = Attendance(open_pages.__contains__), Attendance(open_pages.__contains__)
    here.tell(at("a"))
    there.tell(at("b", "Ben"))
    for _ in range(2):
        here.exchange(Shared("here"))
        there.exchange(Shared("there"))
    assert names(here) == names(there) == ["Ana", "Ben"]
    open_pages.discard("b")
    there.exchange(Shared("there"))
    here.exchange(Shared("here"))
    assert names(here) == ["Ana"]
