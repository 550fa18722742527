package main_test

import data.lib.testing
import data.main

test_every_gate_answers if {
	decision := main.decision with input as testing.ready
	object.keys(decision) == {"schema", "recognised", "gates", "quorum", "questions", "break_glass"}
	decision.schema == "gatehouse/policy-result@1"
	decision.recognised == true
	ours := {
		"inventory", "completeness", "validation", "lineage", "checklist", "parity", "rollback", "monitoring", "review",
		"signoff",
	}
	ours - object.keys(decision.gates) == set()
	not decision.gates.change
}

test_a_policy_without_checklists_asks_nobody if {
	decision := main.decision with input as testing.ready with data.gates.checklist as {"rules": {}}
	decision.questions == []
	decision.recognised == true
}

test_the_sample_is_ready if {
	decision := main.decision with data.services as testing.catalogue with input as testing.ready
	every rules in decision.gates {
		every name, result in rules {
			is_content(name, result)
		}
	}
}

is_content(_, result) if testing.is_content(result)

# Only warns until 2027-06-01.
is_content("software_unmeasured", result) if {
	{one.subject | some one in result.findings} == {"a scan of its code", "integration tests", "its known vulnerabilities", "unit tests"}
}

# Only warns until 2027-03-01.
is_content("profile_unmeasured", {"applies": true, "examined": 2, "findings": [
	{"subject": "fairness", "at": ["validations"], "params": {}},
	{"subject": "overlap", "at": ["validations"], "params": {}},
]})

test_a_change_is_ready if {
	decision := main.change_decision with input as data.examples.change
	decision.recognised == true
	object.keys(decision.gates) == {"change"}
	every result in decision.gates.change {
		testing.is_content(result)
	}
}

test_a_change_is_recognised_by_what_it_says if {
	every facts in [{}, [], "facts", 5, null, testing.ready] {
		decision := main.change_decision with input as facts
		decision.recognised == false
	}
	every name in ["schema", "now", "release", "changed"] {
		decision := main.change_decision with input as object.remove(data.examples.change, [name])
		decision.recognised == false
	}
}

test_the_quorum_is_told if {
	decision := main.decision with input as testing.ready
	decision.quorum == [
		{"role": "product", "need": 1, "have": ["katherine"]},
		{"role": "risk", "need": 1, "have": ["emmy"]},
		{"role": "sre", "need": 1, "have": ["margaret"]},
	]
}

test_other_input_is_not_recognised if {
	every facts in [{}, [], "facts", 5, null, {"schema": null}, {"schema": "gatehouse/facts@2"}] {
		decision := main.decision with input as facts
		decision.recognised == false
		decision.quorum == []
		decision.break_glass.have == []
		every rules in decision.gates {
			every name in testing.content(rules) {
				rules[name].applies == false
			}
		}
	}
}

test_facts_that_do_not_say_what_they_are_about_are_not_recognised if {
	every value in [null, 5, {}, []] {
		every name in ["now", "path"] {
			main.recognised == false with input as testing.fact(name, value)
		}
		every name in ["name", "version", "summary"] {
			main.recognised == false with input as testing.release(name, value)
		}
	}
}
