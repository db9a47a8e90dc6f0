"""What is kept between questions: bounded by number and bytes, oldest use first to go, whole under threads."""

from concurrent.futures import ThreadPoolExecutor

from routing.kept import Kept, Memory, Shelf


def test_what_was_asked_for_longest_ago_goes_first():
    kept = Kept(Shelf(most=2))
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.find("a") == 1
    kept.put("c", 3)
    assert [kept.find(name) for name in "abc"] == [1, None, 3]


def test_no_more_bytes_are_held_than_stated_but_always_the_newest_value():
    kept = Kept(Shelf(most=10, most_bytes=100, size_of=len))
    for name in "abc":
        kept.put(name, bytes(40))
    assert kept.size_bytes == 80
    kept.put("large", bytes(500))
    assert [kept.find(name) is not None for name in ("a", "b", "c", "large")] == [False, False, False, True]


def test_a_value_kept_is_not_made_again():
    made, kept = [], Kept(Shelf(most=2))
    for _ in range(3):
        kept.get("a", lambda: made.append(1) or "value")
    assert made == [1]


def test_shelves_of_a_memory_do_not_mix():
    memory, one, other = Memory(), Shelf(most=1, size_of=len), Shelf(most=1, size_of=len)
    memory.on(one).put("a", b"12")
    memory.on(other).put("a", b"345")
    assert (memory.on(one).find("a"), memory.on(other).find("a"), memory.size_bytes) == (b"12", b"345", 5)


def test_threads_that_ask_at_once_get_the_value_of_their_own_key():
    kept = Kept(Shelf(most=3))

    def asked(seed):
        return all(kept.get(k % 7, lambda k=k: k % 7) == k % 7 for k in range(seed, seed + 3000))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(asked, range(4)))
