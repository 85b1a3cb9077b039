"""People of a site: who takes which order when."""

from __future__ import annotations

from twin.managed.staff.crew import NEVER_MS, WALK, Crew, Job


class Yard:
    """A place where a walk takes 10 ms and work 100, and people are there from `opens_ms` on."""

    def __init__(self, people: int, opens_ms: int = 0) -> None:
        self.said: list[tuple[int, str, str]] = []
        self.opens_ms = opens_ms
        self.confirms = True
        self.crew = Crew(people, self)

    def ask(self, now: int, act: str, order: str) -> None:
        """Keep what is told the manager; work that is done is over, where a sensor says so."""
        self.said.append((now, act, order))
        if act == "done" and self.confirms:
            self.crew.closed(order)

    def on_duty_ms(self, now: int) -> int:
        """From then on, always."""
        return max(now, self.opens_ms)

    def takes_ms(self, job: Job, what: int) -> int:
        """The same for every order."""
        return 10 if what == WALK else 100

    def walks(self, now: int, job: Job, takes_ms: int) -> None:
        """Keep it."""
        self.said.append((now, "walks", job.order))

    def begins(self, now: int, job: Job, takes_ms: int) -> None:
        """Keep it."""
        self.said.append((now, "begins", job.order))

    def ends(self, now: int, job: Job) -> None:
        """Keep it."""
        self.said.append((now, "ends", job.order))

    def order(self, now: int, name: str, due_ms: int) -> None:
        """The manager makes an order."""
        self.crew.ordered(now, Job(name, "repair", "s/d", "", due_ms))

    def run(self, until_ms: int) -> None:
        """Everything up to a time."""
        while (at_ms := self.crew.next_ms()) <= until_ms:
            self.crew.advance(at_ms)

    def acts(self, *kinds: str) -> list[tuple[int, str, str]]:
        """Some of what was said."""
        return [each for each in self.said if each[1] in kinds]


def test_one_order_after_the_other_what_is_due_first() -> None:
    """Acknowledged, walked to, started, done; then the one that is due next, not that came next."""
    yard = Yard(1)
    yard.order(0, "s:1", 50)
    yard.run(0)
    yard.order(1, "s:2", 900)
    yard.order(2, "s:3", 800)
    yard.run(1_000)
    assert yard.said[:6] == [
        (0, "acknowledge", "s:1"), (0, "walks", "s:1"), (10, "start", "s:1"),
        (10, "begins", "s:1"), (110, "ends", "s:1"), (110, "done", "s:1"),
    ]  # fmt: skip
    assert yard.acts("acknowledge") == [
        (0, "acknowledge", "s:1"), (110, "acknowledge", "s:3"), (220, "acknowledge", "s:2"),
    ]  # fmt: skip
    assert yard.crew.next_ms() == NEVER_MS


def test_two_people_work_beside_each_other() -> None:
    """The third order waits for the first who is free."""
    yard = Yard(2)
    for number in range(3):
        yard.order(0, f"s:{number}", number)
    yard.run(1_000)
    assert [at for at, *_ in yard.acts("start")] == [10, 10, 120]


def test_an_order_that_ends_is_left() -> None:
    """On the way he hears that it is over, and goes to the next; one that waits is not taken."""
    yard = Yard(1)
    for number in range(3):
        yard.order(0, f"s:{number}", number)
    yard.run(5)
    yard.crew.closed("s:0")
    yard.crew.closed("s:1")
    yard.run(1_000)
    assert yard.acts("start", "ends") == [(20, "start", "s:2"), (120, "ends", "s:2")]


def test_work_that_is_over_meanwhile_changes_nothing() -> None:
    """It ends while he works: nothing is done, and he is free."""
    yard = Yard(1)
    yard.order(0, "s:1", 0)
    yard.run(50)
    yard.crew.closed("s:1")
    yard.order(60, "s:2", 0)
    yard.run(1_000)
    assert yard.acts("ends", "done") == [(220, "ends", "s:2"), (220, "done", "s:2")]


def test_nobody_begins_off_duty_and_an_order_opened_again_is_taken_again() -> None:
    """They come at 500; what no sensor confirmed waits again, by its new time."""
    yard = Yard(1, opens_ms=500)
    yard.order(0, "s:1", 0)
    yard.run(400)
    assert (yard.said, yard.crew.next_ms()) == ([], 500)
    yard.run(505)
    assert yard.acts("acknowledge") == [(500, "acknowledge", "s:1")]
    yard = Yard(1)
    yard.order(0, "s:1", 0)
    yard.run(1_000)
    yard.crew.reopened(2_000, "s:1", 0)
    assert yard.crew.next_ms() == NEVER_MS, "its end is known"
    yard.confirms = False
    yard.order(3_000, "s:2", 0)
    yard.run(3_500)
    yard.crew.reopened(4_000, "s:2", 0)
    yard.run(9_000)
    assert [at for at, *_ in yard.acts("acknowledge")] == [0, 3_000, 4_000]
