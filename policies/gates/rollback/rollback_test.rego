package gates.rollback_test

import data.gates.rollback
import data.lib.calendar
import data.lib.testing

plan := testing.ready.release.rollback

changed(fields) := testing.release("rollback", object.union(object.remove(plan, object.keys(fields)), fields))

lacking(field) := testing.release("rollback", object.remove(plan, [field]))

days := data.tiers.high.at_most.rehearsal_days

# A first release of its name: nothing is on the base.
first(target) := object.union(object.remove(changed({"target": target}), ["releases"]), {"releases": {}})

needs := {
	"target": {"target_missing"},
	"triggers": {"triggers_too_few"},
	"steps": {"steps_too_few", "owner_unknown"},
	"rehearsal": {"rehearsal_missing", "rehearsal_failed", "rehearsal_old"},
}

# Which of these rules are content: one at a time, because all of them take long.
content(names) := {name |
	some name in names
	testing.is_content(rollback.rules[name])
}

test_the_sample_passes if {
	content := testing.content(rollback.rules) with input as testing.ready
	content == object.keys(rollback.rules) with input as testing.ready
}

test_nothing_passes_without_a_plan if {
	testing.content(rollback.rules) == set() with input as testing.fact("release", object.remove(testing.ready.release, ["rollback"]))
	every value in testing.wrong {
		testing.content(rollback.rules) == set() with input as testing.release("rollback", value)
	}
}

test_nothing_passes_without_what_it_needs if {
	every part, names in needs {
		content(names) == set() with input as lacking(part)
	}
}

test_nothing_passes_on_wrong_input if {
	every part, names in needs {
		every value in testing.wrong {
			content(names) == set() with input as changed({part: value})
		}
	}
}

test_nothing_passes_in_an_unknown_tier if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		content({"triggers_too_few", "steps_too_few", "rehearsal_missing", "rehearsal_failed", "rehearsal_old"}) == set() with input as testing.release("tier", value)
	}
}

test_nothing_passes_without_the_facts_it_needs if {
	cases := {
		"releases": {"target_missing"},
		"principals": {"owner_unknown", "rehearsal_missing"},
		"now": {"rehearsal_old"},
	}
	every name, names in cases {
		every value in testing.wrong {
			content(names) == set() with input as testing.fact(name, value)
		}
	}
}

test_a_target_that_was_never_promoted if {
	every version in ["0.9.0", "1.1.0", "none", ""] {
		rollback.rules.target_missing == testing.finds(
			1,
			[testing.finding(version, ["rollback", "target"], {})],
		) with input as changed({"target": {"version": version, "how": "Switch it off."}})
	}
}

test_this_very_version_is_no_target if {
	facts := object.union(testing.ready, {"releases": {"1.1.0": {"artifacts": {}}}, "release": {"rollback": {"target": {"version": "1.1.0"}}}})
	rollback.rules.target_missing.findings == [testing.finding("1.1.0", ["rollback", "target"], {})] with input as facts
}

test_a_first_release_says_how_it_is_switched_off if {
	rollback.rules.target_missing == testing.passes(1) with input as first({"version": "none", "how": "Set MODE=off."})
	every target in [{"version": "none"}, {"version": "none", "how": " "}, {"version": "1.0.0", "how": "Set MODE=off."}] {
		rollback.rules.target_missing.findings == [testing.finding(target.version, ["rollback", "target"], {})] with input as first(target)
	}
}

test_too_few_triggers if {
	finding := testing.finding("triggers", ["rollback", "triggers"], {"count": 2, "needs": 3})
	rollback.rules.triggers_too_few == testing.finds(2, [finding]) with input as changed({"triggers": array.slice(plan.triggers, 0, 2)})
	every field in ["metric", "threshold", "window"] {
		triggers := testing.without(array.slice(plan.triggers, 0, 3), 1, field)
		rollback.rules.triggers_too_few == testing.finds(3, [finding]) with input as changed({"triggers": triggers})
	}
}

test_too_few_steps if {
	steps := testing.without(array.slice(plan.steps, 0, 3), 0, "step")
	finding := testing.finding("steps", ["rollback", "steps"], {"count": 2, "needs": 3})
	rollback.rules.steps_too_few == testing.finds(3, [finding]) with input as changed({"steps": steps})
}

test_a_step_of_nobody if {
	rollback.rules.owner_unknown == testing.finds(
		5,
		[testing.finding("somebody", ["rollback", "steps", 1], {"step": 2})],
	) with input as changed({"steps": testing.patched(plan.steps, 1, {"owner": "somebody"})})
	rollback.rules.owner_unknown == testing.finds(
		5,
		[testing.finding("nothing", ["rollback", "steps", 0], {"step": 1})],
	) with input as changed({"steps": testing.without(plan.steps, 0, "owner")})
}

test_a_rehearsal_by_nobody_who_could if {
	every by in ["nobody", "measurer", ""] {
		rollback.rules.rehearsal_missing == testing.finds(
			1,
			[testing.finding("rehearsal", ["rollback", "rehearsal"], {})],
		) with input as changed({"rehearsal": {"by": by, "on": "2026-11-16", "outcome": "succeeded"}})
	}
}

test_a_rehearsal_that_failed if {
	rollback.rules.rehearsal_failed == testing.finds(
		1,
		[testing.finding("rehearsal", ["rollback", "rehearsal"], {"on": "2026-11-16", "outcome": "failed"})],
	) with input as changed({"rehearsal": object.union(plan.rehearsal, {"outcome": "failed"})})
}

test_a_rehearsal_long_ago_or_not_yet if {
	every age in [days + 1, -1] {
		day := calendar.day_before(age) with input as testing.ready
		rollback.rules.rehearsal_old == testing.finds(
			1,
			[testing.finding("rehearsal", ["rollback", "rehearsal"], {"on": day, "days": days})],
		) with input as changed({"rehearsal": object.union(plan.rehearsal, {"on": day})})
	}
	every age in [0, days] {
		day := calendar.day_before(age) with input as testing.ready
		rollback.rules.rehearsal_old == testing.passes(1) with input as changed({"rehearsal": object.union(plan.rehearsal, {"on": day})})
	}
}

medium(rehearsed) := object.union(rehearsed, {"release": {
	"tier": "medium",
	"profiles": [],
	"traits": testing.traits([]),
}})

test_a_medium_tier_needs_no_rehearsal if {
	every name in ["rehearsal_missing", "rehearsal_failed", "rehearsal_old"] {
		rollback.rules[name] == testing.not_applicable with input as medium(lacking("rehearsal"))
	}
}

test_a_rehearsal_that_failed_counts_in_any_tier if {
	facts := medium(changed({"rehearsal": object.union(plan.rehearsal, {"outcome": "failed"})}))
	count(rollback.rules.rehearsal_failed.findings) == 1 with input as facts
}
