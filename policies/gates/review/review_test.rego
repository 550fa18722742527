package gates.review_test

import data.gates.review
import data.lib.testing

written := testing.ready.release.review

changed(fields) := testing.release("review", object.union(object.remove(written, object.keys(fields)), fields))

lacking(field) := testing.release("review", object.remove(written, [field]))

asked := {"business_impact", "strategic_fit", "service_levels", "operational_burden", "obligations"}

# Which of these rules are content: one at a time, because all of them take long.
content(names) := {name |
	some name in names
	testing.is_content(review.rules[name])
}

test_the_sample_passes if {
	content := testing.content(review.rules) with input as testing.ready
	content == object.keys(review.rules) with input as testing.ready
}

test_nothing_passes_without_a_review if {
	every facts in array.concat(
		[testing.fact("release", object.remove(testing.ready.release, ["review"]))],
		[testing.release("review", value) | some value in testing.wrong],
	) {
		content({"field_missing", "risk_not_accepted"}) == set() with input as facts
	}
}

test_nothing_passes_in_an_unknown_tier if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		content(object.keys(review.rules) - {"learning_unaddressed"}) == set() with input as testing.release("tier", value)
	}
}

test_a_field_that_nobody_wrote if {
	every field in asked {
		finding := testing.finding(field, ["review", field], {})
		review.rules.field_missing == testing.finds(5, [finding]) with input as lacking(field)
		every value in [null, "", " ", 5, true, {}, {"text": "text"}, [], [null], [5], [" "], [{}], [[]], [{"name": ""}]] {
			review.rules.field_missing == testing.finds(5, [finding]) with input as changed({field: value})
		}
	}
}

test_a_team_may_ask_for_a_list_of_texts if {
	review.rules.field_missing == testing.passes(6) with input as testing.ready with data.profiles.finance.review as {"always": ["obligations", "caveats"]}
	every value in [[], [" "], ["It fails on Sundays.", null]] {
		review.rules.field_missing == testing.finds(
			6,
			[testing.finding("caveats", ["review", "caveats"], {})],
		) with input as changed({"caveats": value}) with data.profiles.finance.review as {"always": ["obligations", "caveats"]}
	}
}

test_a_low_tier_asks_for_the_impact_alone if {
	facts := object.union(
		testing.release("review", {"business_impact": "Nobody will notice."}),
		{"release": {"tier": "low", "profiles": [], "traits": testing.traits([])}},
	)
	review.rules.field_missing == testing.passes(1) with input as facts
	review.rules.risk_not_accepted == testing.not_applicable with input as facts
	review.rules.safeguard_missing == testing.not_applicable with input as facts
}

test_obligations_are_asked_of_what_is_regulated if {
	facts := object.union(lacking("obligations"), {"release": {"profiles": [], "traits": testing.traits(["regulated"])}})
	review.rules.field_missing == testing.finds(5, [testing.finding("obligations", ["review", "obligations"], {})]) with input as facts
	plain := object.union(lacking("obligations"), {"release": {"profiles": [], "traits": testing.traits(["customer_facing"])}})
	review.rules.field_missing == testing.passes(4) with input as plain
}

test_a_risk_accepted_by_nobody_who_may if {
	every who in ["katherine", "ada", "measurer", "nobody", ""] {
		review.rules.risk_not_accepted == testing.finds(1, [testing.finding(
			who,
			["review", "risk_appetite"],
			{"roles": "governance or risk"},
		)]) with input as changed({"risk_appetite": {"statement": "We accept it.", "accepted_by": who}})
	}
}

test_a_product_owner_may_accept_the_risk_of_a_medium_tier if {
	facts := object.union(
		changed({"risk_appetite": {"statement": "We accept it.", "accepted_by": "katherine"}}),
		{"release": {"tier": "medium", "profiles": [], "traits": testing.traits([])}},
	)
	review.rules.risk_not_accepted == testing.passes(1) with input as facts
}

test_a_risk_that_is_not_stated_or_not_accepted if {
	every appetite in [null, "text", {}, {"accepted_by": "emmy"}, {"statement": " ", "accepted_by": "emmy"}, {"statement": "We accept it."}] {
		count(review.rules.risk_not_accepted.findings) == 1 with input as changed({"risk_appetite": appetite})
	}
	count(review.rules.risk_not_accepted.findings) == 1 with input as lacking("risk_appetite")
}

test_no_risk_is_accepted_by_people_who_are_not_there if {
	every value in testing.wrong {
		content({"risk_not_accepted"}) == set() with input as testing.fact("principals", value)
	}
}

test_a_safeguard_that_is_not_named if {
	finding := testing.finding("data-minimisation", ["expectations", "privacy"], {})
	every value in array.concat(testing.wrong, [[{"safeguard": "data-minimisation"}], [{"safeguard": "data-minimisation", "how": " "}]]) {
		expectations := object.union(object.remove(testing.ready.release.expectations, ["privacy"]), {"privacy": value})
		review.rules.safeguard_missing == testing.finds(1, [finding]) with input as testing.release("expectations", expectations)
	}
	review.rules.safeguard_missing == testing.finds(1, [finding]) with input as testing.fact("release", object.remove(testing.ready.release, ["expectations"]))
}

taught(outcome) := testing.fact("releases", {"1.0.0": {"artifacts": {}, "promotion": null, "outcome": typed(outcome)}})

typed(outcome) := object.union({"schema": "gatehouse/outcome@1"}, outcome) if is_object(outcome)

else := outcome

lesson := {"id": "night-load", "learning": "Load at night is not covered.", "status": "open"}

incident := {"id": "queue-full", "on": "2026-07-01", "severity": "major", "summary": "The queue ran full."}

unaddressed(ids, examined) := testing.finds(examined, [testing.finding($"1.0.0: {id}", ["review", "learnings"], {}) | some id in ids])

answered(learnings) := object.union(
	taught({"incidents": [incident], "learnings": [lesson]}),
	{"release": {"review": {"learnings": learnings}}},
)

answers := [{"outcome": "1.0.0", "id": id, "how": "A test covers it."} | some id in ["night-load", "queue-full"]]

test_open_learnings_and_incidents_are_addressed if {
	review.rules.learning_unaddressed == unaddressed(["night-load", "queue-full"], 2) with input as answered([])
	review.rules.learning_unaddressed == unaddressed(["queue-full"], 2) with input as answered([answers[0]])
	review.rules.learning_unaddressed == testing.passes(2) with input as answered(answers)
}

test_what_addresses_nothing if {
	every one in [
		null, "text", {}, {"outcome": "1.0.0", "id": "night-load"},
		{"outcome": "1.0.0", "id": "night-load", "how": " "},
		{"outcome": "0.9.0", "id": "night-load", "how": "A test covers it."},
		{"outcome": "1.0.0", "id": "other", "how": "A test covers it."},
	] {
		review.rules.learning_unaddressed == unaddressed(["night-load"], 2) with input as answered([one, answers[1]])
	}
}

test_what_is_closed_needs_no_answer if {
	every outcome in [
		null, {}, {"learnings": []},
		{"learnings": [object.union(lesson, {"status": "done"})], "incidents": [object.union(incident, {"resolved_on": "2026-07-02"})]},
	] {
		review.rules.learning_unaddressed == testing.not_applicable with input as taught(outcome)
	}
	review.rules.learning_unaddressed == testing.not_applicable with input as testing.fact("releases", {})
}

test_a_learning_that_can_not_be_read_stays_open if {
	every item in testing.wrong {
		content({"learning_unaddressed"}) == set() with input as taught({"learnings": [item]})
	}
}

test_nothing_is_learned_from_outcomes_that_can_not_be_read if {
	every outcome in ["", "text", 5, true, false, [], {"learnings": null}, {"learnings": {}}, {"incidents": "none"}] {
		content({"learning_unaddressed"}) == set() with input as taught(outcome)
	}
	every outcome in [{}, {"schema": "other"}] {
		content({"learning_unaddressed"}) == set() with input as testing.fact("releases", {"1.0.0": {"outcome": outcome}})
	}
	every releases in [null, "", "text", 5, true, [], {"1.0.0": null}, {"1.0.0": {"artifacts": {}}}] {
		content({"learning_unaddressed"}) == set() with input as testing.fact("releases", releases)
	}
}
