package gates.checklist_test

import data.gates.checklist
import data.lib.testing

lists := testing.ready.release.checklists

readiness := lists[0]

# Facts in which nobody has signed for anything: only what the release says is there.
said(facts) := object.union(facts, {"confirmations": []})

listing(value) := said(testing.release("checklists", value))

# The checklists with other fields in the first item, which is operational-readiness/on-call.
patched(fields) := listing(testing.patched(lists, 0, {"items": testing.patched(readiness.items, 0, fields)}))

lacking(field) := listing(testing.patched(lists, 0, {"items": testing.without(readiness.items, 0, field)}))

at := ["checklists", 0, "items", 0]

on_call := "operational-readiness/on-call"

# Which of these rules are content: one at a time, because all of them take long.
content(names) := {name |
	some name in names
	testing.is_content(checklist.rules[name])
}

test_the_sample_passes if {
	content := testing.content(checklist.rules) with input as testing.ready
	content == object.keys(checklist.rules) with input as testing.ready
}

answered := {"item_unconfirmed", "confirmer_not_permitted", "confirmation_old", "evidence_absent"}

test_nothing_passes_without_checklists if {
	open := answered - {"confirmer_not_permitted", "confirmation_old"}
	content(open) == set() with input as said(testing.fact("release", object.remove(testing.ready.release, ["checklists"])))
	content(open) == set() with input as listing([])
	every value in [wrong | some wrong in testing.wrong; wrong != []] {
		content(answered) == set() with input as listing(value)
	}
}

test_nothing_passes_with_empty_modules if {
	every value in testing.wrong {
		content(answered) == set() with input as listing([object.union(object.remove(list, ["items"]), {"items": value}) | some list in lists])
	}
}

test_nothing_passes_in_an_unknown_tier if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		content((answered | {"module_absent"})) == set() with input as testing.release("tier", value)
	}
}

test_nobody_is_known_without_principals if {
	every value in testing.wrong {
		content({"confirmer_not_permitted"}) == set() with input as testing.fact("principals", value)
	}
}

test_no_confirmation_is_recent_without_a_day if {
	every value in testing.wrong {
		content({"confirmation_old"}) == set() with input as testing.fact("now", value)
	}
}

test_what_is_not_a_list_is_unknown if {
	every value in [null, "text", 5, true, {"text": "text"}, [null], [5], ["text"], [{}]] {
		content({"item_unknown"}) == set() with input as testing.release("checklists", value)
	}
}

test_an_item_that_nobody_confirmed if {
	facts := [
		lacking("confirmed_by"),
		lacking("confirmed_on"),
		patched({"confirmed_by": ""}),
		patched({"confirmed_on": null}),
		patched({"id": "on-cal"}),
		listing(testing.patched(lists, 0, {"items": array.slice(readiness.items, 1, 9)})),
	]
	every one in facts {
		checklist.rules.item_unconfirmed == testing.finds(30, [testing.finding("sre", ["checklists"], {"items": on_call})]) with input as one
	}
}

test_what_nobody_confirmed_is_told_by_role if {
	nobody := checklist.rules.item_unconfirmed with input as listing([])
	some found in nobody.findings
	found == testing.finding("sre", ["checklists"], {"items": "incident-response/exercise, incident-response/lead and 5 more"})
	count(nobody.findings) == 10
}

test_tiers_ask_for_more_and_more if {
	count(checklist.answerable) == 1 with input as testing.releases({
		"tier": "low",
		"profiles": [],
		"artifacts": [testing.ready.release.artifacts[1]],
		"traits": testing.traits([]),
	})
	medium := {name | some module, items in checklist.asked; some id, _ in items; name := $"{module}/{id}"} with input as testing.releases({
		"tier": "medium",
		"profiles": [],
		"traits": testing.traits([]),
	})
	"model/reproducible" in medium
	not "model/subgroups" in medium
	not "privacy/purpose" in medium
	not "finance/encryption" in medium
}

test_items_of_a_profile_are_asked if {
	names := {name | some module, items in checklist.asked; some id, _ in items; name := $"{module}/{id}"} with input as testing.releases({"profiles": ["finance", "healthcare"]})
	{"finance/adverse-impact", "healthcare/clinical-safety", "privacy/impact-assessment"} - names == set()
}

# A module of a profile that asks less than the one of its name, in every way.
lax := {"operational-readiness": {"items": {
	"on-call": {"question": "Is it?", "roles": ["product"], "max_age_days": 9999, "from": "critical"},
	"runbook-tried": {"question": "Is it?", "roles": ["product"], "max_age_days": 9999},
}}}

test_a_profile_that_asks_less_than_the_module_of_its_name_loosens_nothing if {
	old := patched({"confirmed_on": "2020-01-01"})
	names(checklist.rules.confirmation_old) == {on_call} with input as old with data.profiles.finance.modules as lax
	wrong := patched({"confirmed_by": "katherine"})
	names(checklist.rules.confirmer_not_permitted) == {on_call, tried} with input as wrong with data.profiles.finance.modules as lax
	names(checklist.rules.item_unconfirmed) == {"sre"} with input as lacking("confirmed_by") with data.profiles.finance.modules as lax
	silent := listing(testing.patched(lists, 0, {"items": testing.without(readiness.items, 1, "evidence")}))
	names(checklist.rules.evidence_absent) == {tried} with input as silent with data.profiles.finance.modules as lax
}

test_of_two_profiles_with_a_module_of_one_name_each_asks if {
	strict := {"lending": {"items": {"limits": {"question": "Are they?", "roles": ["risk"], "max_age_days": 1}}}}
	mild := {"lending": {"items": {"limits": {"question": "Are they?", "roles": ["risk", "product"], "max_age_days": 365}}}}
	answer := {"module": "lending", "items": [{"id": "limits", "confirmed_by": "emmy", "confirmed_on": "2026-11-01"}]}
	every profiles in [["finance", "healthcare"], ["healthcare", "finance"]] {
		facts := testing.releases({"profiles": profiles, "checklists": array.concat(lists, [answer])})
		count(checklist.asked.lending.limits) == 2 with input as facts
			with data.profiles.finance as object.union(data.profiles.finance, {"checklists": {"always": ["lending"]}, "modules": strict})
			with data.profiles.healthcare.modules as mild
		names(checklist.rules.confirmation_old) == {"lending/limits"} with input as facts
			with data.profiles.finance as object.union(data.profiles.finance, {"checklists": {"always": ["lending"]}, "modules": strict})
			with data.profiles.healthcare.modules as mild
	}
}

tried := "operational-readiness/runbook-tried"

names(result) := {found.subject | some found in result.findings}

test_a_module_that_does_not_exist if {
	checklist.rules.module_absent == testing.finds(
		8,
		[testing.finding("privacy", ["checklists"], {})],
	) with input as testing.ready with data.checklists as object.remove(data.checklists, ["privacy"])
	checklist.rules.module_absent == testing.finds(
		8,
		[testing.finding("privacy", ["checklists"], {})],
	) with input as testing.ready with data.checklists as object.union(object.remove(data.checklists, ["privacy"]), {"privacy": {"items": {}}})
}

test_a_misspelt_module_and_item if {
	others := array.concat(lists, [{"module": "modle", "items": [{"id": "intended-use"}]}, {"module": "data", "items": [{"id": "prov"}]}])
	checklist.rules.item_unknown.findings == [
		testing.finding("modle/intended-use", ["checklists", 7, "items", 0], {}),
		testing.finding("modle", ["checklists", 7, "module"], {}),
		testing.finding("data/prov", ["checklists", 8, "items", 0], {}),
	] with input as testing.release("checklists", others)
}

test_a_release_without_checklists_has_no_misspelt_ones if {
	checklist.rules.item_unknown == testing.not_applicable with input as testing.release("checklists", [])
}

test_a_confirmation_by_the_wrong_people if {
	every who in ["katherine", "measurer", "nobody", ""] {
		checklist.rules.confirmer_not_permitted == testing.finds(
			30,
			[testing.finding(on_call, at, {"by": who, "roles": "sre"})],
		) with input as patched({"confirmed_by": who})
	}
	checklist.rules.confirmer_not_permitted == testing.finds(
		30,
		[testing.finding(on_call, at, {"by": "nothing", "roles": "sre"})],
	) with input as lacking("confirmed_by")
}

test_a_second_answer_can_not_hide_a_bad_first_one if {
	bad := {"module": "operational-readiness", "items": [object.union(readiness.items[0], {"confirmed_by": "katherine"})]}
	checklist.rules.confirmer_not_permitted == testing.finds(
		31,
		[testing.finding(on_call, at, {"by": "katherine", "roles": "sre"})],
	) with input as testing.release("checklists", array.concat([bad], lists))
}

test_a_confirmation_at_the_wrong_time if {
	every day in ["2026-05-26", "2026-11-24", "2027-01-01", ""] {
		checklist.rules.confirmation_old == testing.finds(
			30,
			[testing.finding(on_call, at, {"on": day, "days": 180})],
		) with input as patched({"confirmed_on": day})
	}
	every day in ["2026-05-27", "2026-11-23"] {
		checklist.rules.confirmation_old == testing.passes(30) with input as patched({"confirmed_on": day})
	}
	checklist.rules.confirmation_old == testing.finds(
		30,
		[testing.finding(on_call, at, {"on": "nothing", "days": 180})],
	) with input as lacking("confirmed_on")
}

test_a_confirmation_without_anything_to_read if {
	silent := testing.patched(lists, 0, {"items": testing.without(readiness.items, 1, "evidence")})
	finding := testing.finding(tried, ["checklists", 0, "items", 1], {"wants": "the runbook"})
	checklist.rules.evidence_absent == testing.finds(12, [finding]) with input as listing(silent)
	unlisted := testing.patched(lists, 0, {"items": array.concat(array.slice(readiness.items, 0, 1), array.slice(readiness.items, 2, 9))})
	absent := testing.finding(tried, ["checklists"], {"wants": "the runbook"})
	checklist.rules.evidence_absent == testing.finds(12, [absent]) with input as testing.release("checklists", unlisted)
}

test_items_without_a_line_are_one_finding if {
	absent := testing.finding("data/provenance, data/representative and 10 more", ["checklists"], {"wants": "what their questions ask for"})
	checklist.rules.evidence_absent == testing.finds(12, [absent]) with input as listing([])
}

test_a_medium_tier_asks_for_no_evidence if {
	checklist.rules.evidence_absent == testing.not_applicable with input as testing.releases({
		"tier": "medium",
		"profiles": [],
		"traits": testing.traits([]),
	})
}

# The release with a scan for known vulnerabilities, and what it measured.
scanned(evidence) := said(object.union(
	testing.release("validations", array.concat(
		testing.ready.release.validations,
		[{"id": "scan", "plugin": "vulnerabilities", "subject": "service", "config": {}}],
	)),
	{"evidence": {"scan": evidence}},
))

asks_for_dependencies(facts) if {
	questions := checklist.questions with input as facts
	some question in questions
	question.item == "security/dependencies"
}

test_what_a_plugin_has_looked_at_nobody_is_asked if {
	asks_for_dependencies(said(testing.ready))
	not asks_for_dependencies(scanned({"status": "measured", "examined": 40}))
	every evidence in array.concat(testing.wrong, [
		{"status": "measured", "examined": 0},
		{"status": "measured"},
		{"status": "error", "examined": 40},
		{"examined": 40},
	]) {
		asks_for_dependencies(scanned(evidence))
	}
}
