package gates.completeness_test

import data.gates.completeness
import data.lib.testing

items := testing.ready.release.work_items

with_items(list) := testing.release("work_items", list)

with_caveats(list) := testing.release("review", object.union(object.remove(testing.ready.release.review, ["caveats"]), {"caveats": list}))

lacking(part) := testing.fact("release", object.remove(testing.ready.release, [part]))

# Which of these rules are content: one at a time, because all of them take long.
content(names) := {name |
	some name in names
	testing.is_content(completeness.rules[name])
}

test_the_sample_passes if {
	content := testing.content(completeness.rules) with input as testing.ready
	content == object.keys(completeness.rules) with input as testing.ready
}

test_nothing_passes_without_what_it_needs if {
	content({"work_items_missing"}) == set() with input as lacking("work_items")
	content({"caveats_missing"}) == set() with input as lacking("review")
	content({"caveats_missing"}) == set() with input as testing.release("review", object.remove(testing.ready.release.review, ["caveats"]))
}

test_nothing_passes_on_wrong_input if {
	every value in testing.wrong {
		content({"work_items_missing"}) == set() with input as with_items(value)
		content({"caveats_missing"}) == set() with input as testing.release("review", value)
	}
	every value in [one | some one in testing.wrong; one != ["text"]] {
		content({"caveats_missing"}) == set() with input as with_caveats(value)
	}
}

# An empty list is none, which is asked for by work_items_missing alone.
test_whatever_is_listed_is_looked_at if {
	every value in [one | some one in testing.wrong; one != []] {
		content({"work_item_incomplete", "work_item_open"}) == set() with input as with_items(value)
	}
}

test_nothing_passes_in_an_unknown_tier if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		content({"work_items_missing", "caveats_missing"}) == set() with input as testing.release("tier", value)
	}
}

test_a_release_without_work if {
	completeness.rules.work_items_missing == testing.finds(0, [testing.finding("work items", ["work_items"], {})]) with input as with_items([])
	completeness.rules.work_items_missing == testing.finds(1, [testing.finding("work items", ["work_items"], {})]) with input as with_items([{"title": "?"}])
	every name in ["work_item_incomplete", "work_item_repeated", "work_item_open"] {
		completeness.rules[name] == testing.not_applicable with input as with_items([])
	}
}

test_an_item_that_does_not_say_what_it_is if {
	completeness.rules.work_item_incomplete == testing.finds(
		3,
		[testing.finding("work_items.1", ["work_items", 1], {"lacks": "id"})],
	) with input as with_items(testing.without(items, 1, "id"))
	completeness.rules.work_item_incomplete == testing.finds(
		3,
		[testing.finding("CRED-318", ["work_items", 1], {"lacks": "title"})],
	) with input as with_items(testing.patched(items, 1, {"title": " "}))
	every list in [testing.without(items, 1, "status"), testing.patched(items, 1, {"status": "done"})] {
		completeness.rules.work_item_incomplete == testing.finds(
			3,
			[testing.finding("CRED-318", ["work_items", 1], {"lacks": "a status that is known"})],
		) with input as with_items(list)
	}
}

test_an_item_that_is_listed_twice if {
	completeness.rules.work_item_repeated == testing.finds(
		4,
		[testing.finding("CRED-311", ["work_items", 3, "id"], {})],
	) with input as with_items(array.concat(items, [{"id": "CRED-311", "title": "Another", "status": "open"}]))
}

test_an_item_that_is_not_closed if {
	finding := testing.finding("CRED-318", ["work_items", 1], {"title": items[1].title})
	every status in array.concat(testing.wrong, ["open", "Closed", "done"]) {
		completeness.rules.work_item_open == testing.finds(3, [finding]) with input as with_items(testing.patched(items, 1, {"status": status}))
	}
	completeness.rules.work_item_open == testing.finds(3, [finding]) with input as with_items(testing.without(items, 1, "status"))
}

test_a_caveat_that_says_nothing if {
	every list in [[], [""], [" "], [null], [{}], ["It fails on Sundays.", " "]] {
		completeness.rules.caveats_missing == testing.finds(
			count(list),
			[testing.finding("caveats", ["review", "caveats"], {})],
		) with input as with_caveats(list)
	}
	completeness.rules.caveats_missing == testing.passes(1) with input as with_caveats(["It fails on Sundays."])
}

bare(tier) := object.union(with_items([]), {"release": {
	"tier": tier,
	"profiles": [],
	"traits": testing.traits([]),
	"review": {"caveats": []},
}})

test_tiers_ask_for_more_and_more if {
	asked := {
		"low": set(),
		"medium": {"work_items_missing"},
		"high": {"work_items_missing", "caveats_missing"},
		"critical": {"work_items_missing", "caveats_missing"},
	}
	every tier, names in asked {
		found := {name | some name, rule in completeness.rules; count(rule.findings) > 0} with input as bare(tier)
		found == names
	}
}

# A tier that asks for no list of work does not make what is open done.
test_open_work_counts_in_any_tier if {
	facts := object.union(bare("low"), {"release": {"work_items": testing.patched(items, 0, {"status": "open"})}})
	count(completeness.rules.work_item_open.findings) == 1 with input as facts
}
