package gates.checklist_test

import data.gates.checklist
import data.lib.testing

told := testing.ready.confirmations

pager := "operational-readiness/on-call"

# The facts with other fields in what margaret said of the pager: operational-readiness/on-call.
saying(fields) := testing.fact("confirmations", [one |
	some old in told
	one := {true: object.union(old, fields), false: old}[old.item == pager]
])

without(item) := testing.fact("confirmations", [one | some one in told; one.item != item])

# The release as somebody writes it who names nobody: no checklist, and nobody beside the acts.
unnamed := {"checklists": []}

waits(facts) := names if names := {found.subject: found.params.items | some found in checklist.rules.name_unsigned.findings} with input as facts

asks(facts) := roles if {
	rules := checklist.rules with input as facts
	found := array.concat(rules.statement_unsigned.findings, rules.item_unconfirmed.findings)
	roles := {subject: items |
		some subject in {one.subject | some one in found}
		items := concat("; ", [one.params.items | some one in found; one.subject == subject])
	}
}

test_the_sample_is_signed if {
	checklist.rules.name_unsigned == testing.passes(37) with input as testing.ready
	checklist.rules.statement_unsigned == testing.passes(37) with input as testing.ready
}

test_whoever_is_named_and_has_not_signed if {
	waits(without(pager)) == {"margaret": pager}
	asks(without(pager)) == {}
	fields := [
		{"counted": false},
		{"counted": "true"},
		{"version": 2},
		{"version": "1"},
		{"item": "operational-readiness/on-cal"},
		{"on": "2026-11-24"},
		{"on": "2026-05-26"},
		{"on": null},
	]
	every field in fields {
		waits(saying(field)) == {"margaret": pager}
	}
}

test_another_than_the_named_is_not_enough if {
	# Both hold the role.
	principals := object.union(testing.ready.principals, {"bjarne": {"kind": "person", "roles": ["sre"]}})
	facts := object.union(saying({"principal": "bjarne"}), {"principals": principals})
	waits(facts) == {"margaret": pager}
	asks(object.union(facts, {"release": unnamed})) == {}
}

test_without_a_name_whoever_holds_the_role_is_asked if {
	facts := object.union(without(pager), {"release": unnamed})
	waits(facts) == {}
	asks(facts) == {"sre": pager}
}

test_only_people_in_their_role_who_did_not_write_it if {
	unnamed_facts := object.union(testing.ready, {"release": unnamed})
	every who in ["katherine", "measurer", "nobody", null] {
		facts := object.union(saying({"principal": who}), {"release": unnamed})
		asks(facts) == {"sre": pager}
	}
	count(asks(object.union(unnamed_facts, {"authors": ["ada", "margaret"]}))) > 0
	count(asks(object.union(unnamed_facts, {"authors": null}))) > 0
}

test_what_it_rests_on_is_all_there if {
	cut := testing.fact("confirmations", [one |
		some old in told
		one := {true: object.union(old, {"parts": ["documents"]}), false: old}[old.item == "statements/alerts-fired"]
	])
	asks(cut) == {"sre": "statements/alerts-fired"}
}

test_whoever_accepts_the_risk_signs if {
	waits(without("statements/risk-accepted")) == {"emmy": "statements/risk-accepted"}
	other := object.union(without("statements/risk-accepted"), {"release": {"review": {"risk_appetite": {"accepted_by": "hypatia"}}}})
	waits(other) == {"hypatia": "statements/risk-accepted"}
}

test_many_are_folded if {
	waits(testing.fact("confirmations", [])).grace == "data/no-leakage, data/provenance and 5 more"
	asks(testing.fact("confirmations", [])).sre == "statements/alerts-fired, statements/environments"
}

test_nothing_passes_without_facts if {
	every name in ["confirmations", "principals"] {
		every value in testing.wrong {
			count(waits(testing.fact(name, value))) > 5
		}
	}
	every value in testing.wrong {
		count(waits(testing.fact("now", value))) > 5
	}
}

test_specialists_answer_where_they_are_asked_for if {
	# An item of security, answered by the sre.
	facts := testing.fact("confirmations", [one |
		some old in told
		one := {true: object.union(old, {"principal": "margaret"}), false: old}[old.item == "security/secrets"]
	])
	high := object.union(facts, {"release": unnamed})
	asks(high) == {}
	asks(object.union(high, {"release": {"tier": "critical"}})) == {"security": "security/secrets"}
}

medium := {"tier": "medium", "profiles": [], "traits": testing.traits([])}

test_lower_tiers_take_a_name if {
	every rule in ["name_unsigned", "statement_unsigned"] {
		checklist.rules[rule] == testing.not_applicable with input as testing.releases(medium)
	}
	facts := object.union(testing.releases(medium), {"confirmations": []})
	every question in checklist.questions {
		question.open == false
		question.by == null
	} with input as facts
	nobody := checklist.questions with input as object.union(facts, {"release": unnamed})
	every question in nobody {
		question.open == true
		question.named == null
	}
	count(nobody) > 10
}

test_a_signed_answer_needs_no_line_in_the_release if {
	checklist.rules.item_unconfirmed.findings == [] with input as object.union(testing.ready, {"release": unnamed})
	found := checklist.rules.item_unconfirmed.findings with input as object.union(without(pager), {"release": unnamed})
	found == [testing.finding("sre", ["checklists"], {"items": pager})]
}

test_questions_are_told_with_who_may_answer if {
	some question in checklist.questions with input as testing.ready
	question == {
		"item": "statements/rehearsed",
		"version": 1,
		"question": data.checklists.statements.items.rehearsed.question,
		"roles": ["sre"],
		"rests_on": ["rollback"],
		"named": "margaret",
		"by": "margaret",
		"open": false,
	}
}

test_an_item_of_odd_data_is_asked_of_nobody if {
	odd := {"operational-readiness": {"items": {"on-call": {"question": 5, "roles": "sre", "max_age_days": 9}}}}
	found := checklist.questions with input as testing.ready with data.checklists as object.union(data.checklists, odd)
	some question in found
	question.item == pager
	question.by == null
	question.roles == []
}
