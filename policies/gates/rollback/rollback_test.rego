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
	"target": {"target_missing", "target_unproven", "target_unfit"},
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

from(target) := testing.fact("releases", {"1.0.0": object.union(object.remove(testing.ready.releases["1.0.0"], object.keys(target)), target)})

promoted := {
	"commit": "0",
	"on": "2026-06-01",
	"standing": "proven",
	"reason": "proven",
	"tier": "high",
	"broken_glass": false,
	"signers": [{"principal": "katherine", "role": "product"}, {"principal": "margaret", "role": "sre"}],
}

genesis := {"commit": "0", "on": "2026-06-01", "standing": "genesis", "reason": "genesis", "tier": null, "broken_glass": false, "signers": []}

unproven(reason) := testing.finds(1, [testing.finding("1.0.0", ["rollback", "target"], {"reason": reason})])

test_a_target_that_was_promoted_and_signed_as_its_tier_asks if {
	rollback.rules.target_unproven == testing.passes(1) with input as from({"promotion": promoted})
	rollback.rules.target_unproven == testing.passes(1) with input as from({"promotion": genesis})
	broken := object.union(promoted, {"broken_glass": true, "signers": []})
	rollback.rules.target_unproven == testing.passes(1) with input as from({"promotion": broken})
}

test_a_target_signed_by_too_few if {
	every signers in [
		[], null, "text", [null], {},
		[{"principal": "katherine", "role": "product"}],
		[{"principal": "katherine", "role": "product"}, {"principal": "katherine", "role": "sre"}],
		[{"principal": "katherine", "role": "product"}, {"principal": "margaret", "role": "risk"}],
		[{"role": "product"}, {"role": "sre"}],
		[{"principal": null, "role": "product"}, {"principal": {}, "role": "sre"}],
	] {
		rollback.rules.target_unproven == unproven(data.rollback.reasons.quorum) with input as from({"promotion": object.union(promoted, {"signers": signers})})
	}
	every tier in ["critical", "unknown", null, ""] {
		rollback.rules.target_unproven == unproven(data.rollback.reasons.quorum) with input as from({"promotion": object.union(promoted, {"tier": tier})})
	}
	rollback.rules.target_unproven == unproven(data.rollback.reasons.quorum) with input as from({"promotion": promoted}) with data.quorums.high as {}
}

test_every_reason_has_its_words if {
	every reason in ["not-a-merge", "changed", "unsigned", "evidence", "compromised-key", "unratified", "unreadable"] {
		promotion := object.union(promoted, {"standing": "refuted", "reason": reason})
		rollback.rules.target_unproven == unproven(data.rollback.reasons[reason]) with input as from({"promotion": promotion})
	}
}

test_a_target_of_which_nothing_is_known if {
	every promotion in testing.wrong {
		rollback.rules.target_unproven == unproven("its promotion is not known") with input as from({"promotion": promotion})
	}
	every standing in array.concat(testing.wrong, ["refuted", "unknown"]) {
		count(rollback.rules.target_unproven.findings) == 1 with input as from({"promotion": object.union(promoted, {"standing": standing})})
	}
	every version in testing.wrong {
		content({"target_unproven", "target_unfit"}) == set() with input as testing.fact("releases", {"1.0.0": version})
	}
	every releases in testing.wrong {
		content({"target_unproven", "target_unfit"}) == set() with input as testing.fact("releases", releases)
	}
}

test_the_genesis_is_accepted_only_where_data_says_so if {
	count(rollback.rules.target_unproven.findings) == 1 with input as from({"promotion": genesis}) with data.rollback.accepted as ["proven"]
	count(rollback.rules.target_unproven.findings) == 1 with input as from({"promotion": promoted}) with data.rollback.accepted as ["genesis"]
	count(rollback.rules.target_unproven.findings) == 1 with input as from({"promotion": genesis}) with data.rollback.accepted as null
}

incident(fields) := {"outcome": {"schema": "gatehouse/outcome@1", "incidents": [object.union({"id": "i", "on": "2026-07-01", "severity": "major"}, fields)]}}

test_a_target_that_did_well if {
	every fields in [{}, {"incidents": []}, {"learnings": [{"id": "a"}]}] {
		outcome := object.union({"schema": "gatehouse/outcome@1"}, fields)
		rollback.rules.target_unfit == testing.passes(1) with input as from({"outcome": outcome})
	}
	rollback.rules.target_unfit == testing.passes(1) with input as from({"outcome": null})
	every fields in [{"severity": "minor"}, {"resolved_on": "2026-07-02"}] {
		rollback.rules.target_unfit == testing.passes(1) with input as from(incident(fields))
	}
}

test_a_target_that_did_harm if {
	found := testing.finds(1, [testing.finding("1.0.0", ["rollback", "target"], {})])
	every fields in [{}, {"severity": "critical"}, {"severity": "critical", "resolved_on": "2026-07-02"}, {"resolved_on": null}, {"severity": null}] {
		rollback.rules.target_unfit == found with input as from(incident(fields))
	}
	every fields in [{"schema": "other"}, {"rollback": {"on": "2026-07-01", "to": "none", "reason": "It failed."}}, {"rollback": false}, {"incidents": null}, {"incidents": {}}, {"incidents": [null]}] {
		outcome := object.union({"schema": "gatehouse/outcome@1"}, fields)
		rollback.rules.target_unfit == found with input as from({"outcome": outcome})
	}
	every outcome in ["", "text", 5, true, false, [], {}] {
		rollback.rules.target_unfit == found with input as from({"outcome": outcome})
	}
	untold := testing.fact("releases", {"1.0.0": object.remove(testing.ready.releases["1.0.0"], ["outcome"])})
	rollback.rules.target_unfit == found with input as untold
}

test_switching_off_needs_no_target if {
	every name in ["target_unproven", "target_unfit"] {
		rollback.rules[name] == testing.not_applicable with input as first({"version": "none", "how": "Set MODE=off."})
	}
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
