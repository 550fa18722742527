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
		testing.content(review.rules) == set() with input as testing.release("tier", value)
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
