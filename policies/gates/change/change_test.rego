package gates.change_test

import data.gates.change
import data.lib.testing

example := data.examples.change

root_file := "policies/trust/root.yaml"

stolen := {"key": "SHA256:stolen", "since": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}

# The example with another value in one place, or without it.
at(path, value) := object.union(without(path), nested(split(trim_prefix(path, "/"), "/"), value))

without(path) := json.remove(example, [path])

nested([a], value) := {a: value}

nested([a, b], value) := {a: {b: value}}

nested([a, b, c], value) := {a: {b: {c: value}}}

nested([a, b, c, d], value) := {a: {b: {c: {d: value}}}}

nested([a, b, c, d, e], value) := {a: {b: {c: {d: {e: value}}}}}

# Facts, the rule that finds something in them, and what: subject and params.
cases := [
	[at("/releases", ["scorer/1.0.0"]), "rides_along", "scorer/1.0.0", {}],
	[at("/contributions", [{"commit": "abc", "principal": null, "reason": "why"}]), "commit_unsigned", "abc", {"reason": "why"}],
	[at("/contributions", [{"commit": "abc"}]), "commit_unsigned", "abc", {"reason": "nothing"}],
	[at("/roots/new/project", "other"), "project_renamed", root_file, {"old": "gatehouse", "new": "other"}],
	[at("/roots/new/version", 3), "version_not_next", root_file, {"old": 3, "new": 3}],
	[at("/roots/new/version", 5), "version_not_next", root_file, {"old": 3, "new": 5}],
	[at("/roots/new/version", "4"), "version_not_next", root_file, {"old": 3, "new": "4"}],
	[at("/roots/new/previous", null), "previous_differs", root_file, {"old": example.roots.old.digest, "new": "nothing"}],
	[at("/roots/new/compromised", []), "compromised_forgotten", "SHA256:stolen", {}],
	[at("/roots/new/compromised", [object.union(stolen, {"since": "b"})]), "compromised_moved", "SHA256:stolen", {"old": stolen.since, "new": "b"}],
	[at("/roots/new/compromised", [stolen, {"key": "SHA256:stolen"}]), "compromised_moved", "SHA256:stolen", {"old": stolen.since, "new": "nothing"}],
	[at("/roots/new/unusable_keys", ["no key"]), "key_unusable", root_file, {"why": "no key"}],
	[at("/allowed_signers/written", null), "signers_stale", "policies/trust/allowed_signers", {}],
	[at("/policy/problems", [{"code": "policy.invalid", "message": "no", "place": "policies/main.rego:3"}]), "policy_broken", "policies/main.rego:3", {"why": "no"}],
	[without("/policy/rules/new/signoff.role_missing"), "rule_removed", "signoff.role_missing", {}],
	[at("/policy/rules/new/signoff.role_missing/severity", "warn"), "rule_softened", "signoff.role_missing", {"old": "wait (waivable: false)", "new": "warn (waivable: false)"}],
	[at("/policy/rules/new/signoff.role_missing/waivable", true), "rule_softened", "signoff.role_missing", {"old": "wait (waivable: false)", "new": "wait (waivable: true)"}],
	[at("/policy/data", [{"at": "tiers.high.quorum.sre", "old": "2", "new": "1"}]), "data_changed", "tiers.high.quorum.sre", {"old": "2", "new": "1"}],
	[at("/policy/data", [{"at": "tiers.low", "old": null, "new": "{}"}]), "data_changed", "tiers.low", {"old": "nothing", "new": "{}"}],
	[at("/policy/data", [{}]), "data_changed", "nothing", {"old": "nothing", "new": "nothing"}],
	[at("/plugins", [{"plugin": "p", "uses": [], "problem": "unreadable"}]), "plugin_capability", "p", {"what": "unreadable", "place": "it could not be looked at"}],
	[at("/signoffs/old", []), "old_quorum", "governance", {"need": 2, "have": 0, "release": "governance/4"}],
	[at("/signoffs/new", [example.signoffs.new[1]]), "new_quorum", "governance", {"need": 2, "have": 1, "release": "governance/4"}],
	[at("/roots/new/governance/threshold", 3), "new_quorum", "governance", {"need": 3, "have": 2, "release": "governance/4"}],
	[at("/roots/new/governance/threshold", null), "new_quorum", "governance", {"need": "nothing", "have": 2, "release": "governance/4"}],
]

test_it_passes_where_nothing_is_wrong if {
	change.recognised with input as example
	every name, _ in change.rules {
		testing.is_content(change.rules[name]) with input as example
	}
	count(change.rules) == 16 with input as example
}

test_each_rule_finds_what_it_is_there_for if {
	every one in cases {
		[facts, name, subject, params] := one
		change.rules[name].findings == [testing.finding(subject, [], params)] with input as facts
	}
}

test_every_rule_has_a_case if {
	{name | some one in cases; name := one[1]} == {name | some name, _ in change.rules} with input as example
}

test_a_work_tree_has_no_commits_to_be_signed if {
	facts := object.union(object.remove(example, ["contributions"]), {"head": null, "contributions": []})
	change.rules.commit_unsigned == testing.not_applicable with input as facts
}

test_a_change_that_nobody_wrote_is_not_passed if {
	change.rules.commit_unsigned.examined == 0 with input as at("/contributions", [])
	not change.rules.commit_unsigned with input as without("/contributions")
	not change.rules.commit_unsigned with input as without("/head")
}

test_a_compromised_key_may_become_one_that_was_never_good if {
	every name in ["compromised_moved", "compromised_forgotten"] {
		change.rules[name] == testing.passes(1) with input as at("/roots/new/compromised", [{"key": "SHA256:stolen", "since": null}])
		change.rules[name] == testing.not_applicable with input as at("/roots/old/compromised", [])
	}
}

test_a_rule_may_become_stricter if {
	facts := at("/policy/rules/new/signoff.role_missing", {"severity": "block", "waivable": false})
	change.rules.rule_softened == testing.passes(2) with input as facts
}

test_nothing_is_compared_with_a_policy_that_can_not_be_used if {
	facts := at("/policy/problems", [{"code": "policy.invalid", "message": "no", "place": "policies/"}])
	change.rules.rule_removed == testing.not_applicable with input as facts
	change.rules.rule_softened == testing.not_applicable with input as facts
}

test_only_distinct_people_with_the_role_who_approve_count if {
	every fields in [
		{"counted": false},
		{"counted": "true"},
		{"decision": "withdraw"},
		{"decision": "break-glass"},
		{"role": "risk"},
		{"principal": null},
		{"principal": "emmy"},
	] {
		facts := at("/signoffs/old", testing.patched(example.signoffs.old, 0, fields))
		change.quorum[0].have == ["emmy"] with input as facts
		count(change.rules.old_quorum.findings) == 1 with input as facts
	}
}

test_the_host_is_told_of_both_trust_roots if {
	change.quorum == [{"root": root, "role": "governance", "need": 2, "have": ["emmy", "hypatia"]} | some root in ["old", "new"]] with input as example
}

# What each rule needs: missing or of the wrong type, none of them passes.
needs := {
	"/releases": ["rides_along"],
	"/changed": ["rides_along", "policy_broken"],
	"/roots/old/project": ["project_renamed"],
	"/roots/new/project": ["project_renamed"],
	"/roots/old/version": ["version_not_next"],
	"/roots/new/version": ["version_not_next"],
	"/roots/old/digest": ["previous_differs"],
	"/roots/new/previous": ["previous_differs"],
	"/roots/old/compromised": ["compromised_forgotten", "compromised_moved"],
	"/roots/new/compromised": ["compromised_forgotten"],
	"/roots/new/unusable_keys": ["key_unusable"],
	"/allowed_signers/written": ["signers_stale"],
	"/allowed_signers/expected": ["signers_stale"],
	"/policy/problems": ["policy_broken", "rule_removed", "rule_softened"],
	"/policy/data": ["data_changed"],
	"/policy/rules/old": ["rule_removed", "rule_softened"],
	"/roots/old/governance": ["old_quorum"],
	"/roots/new/governance": ["new_quorum"],
	"/roots/old/governance/threshold": ["old_quorum"],
	"/roots/new/governance/threshold": ["new_quorum"],
	"/signoffs/old": ["old_quorum"],
	"/signoffs/new": ["new_quorum"],
}

test_nothing_passes_without_what_it_needs if {
	every path, names in needs {
		content := testing.content(change.rules) with input as without(path)
		every name in names {
			not name in content
		}
	}
}

test_nothing_passes_with_what_is_of_another_type if {
	every path, names in needs {
		every value in [null, "text", 5.5, {}] {
			content := testing.content(change.rules) with input as at(path, value)
			every name in names {
				not name in content
			}
		}
	}
}

audited(plugin) := result if {
	result := change.rules.plugin_capability with input as at("/plugins", [plugin])
}

use(changes) := object.union(
	{"severity": "error", "file": "/src/plugin.ts", "line": 3, "column": 1, "what": "import of node:net", "capability": "network"},
	changes,
)

test_a_plugin_that_uses_what_it_did_not_declare_is_told if {
	result := audited({"plugin": "p", "problem": null, "uses": [use({})]})
	result.findings == [testing.finding("p", [], {"what": "import of node:net", "place": "/src/plugin.ts:3"})]
}

test_what_only_makes_results_differ_is_not_told if {
	result := audited({"plugin": "p", "problem": null, "uses": [use({"severity": "warning", "what": "Date.now"})]})
	result == testing.passes(1)
}

test_a_program_is_told_as_one_that_nobody_looked_at if {
	result := audited({"plugin": "p", "problem": null, "uses": [use({"severity": "warning", "file": "plugin.json", "line": 1})]})
	result.findings == [testing.finding("p", [], {"what": "a program, what it uses was not looked at", "place": "plugin.json:1"})]
}

test_a_plugin_that_could_not_be_read_is_told if {
	every problem in ["no src/plugin.ts", "", 5] {
		result := audited({"plugin": "p", "problem": problem, "uses": []})
		count(result.findings) == 1
	}
	result := audited({"plugin": "p", "uses": []})
	count(result.findings) == 1
}

test_a_change_of_no_plugin_is_not_asked if {
	change.rules.plugin_capability == testing.not_applicable with input as at("/plugins", [])
}
