# METADATA
# title: Rollback
# description: >-
#   The way back: to what, when, in which steps, by whom, and whether somebody has tried it.
package gates.rollback

import data.lib.demands
import data.lib.finding
import data.lib.people
import data.lib.release
import data.lib.result

plan := release.part("rollback")

# METADATA
# title: There is something to go back to
# description: A version of this name on the base; or, for a first release, how it is switched off.
# custom:
#   code: rollback.target_missing
#   severity: block
#   ground: recorded
#   message: "The plan goes back to {subject}, which is neither a promoted version nor a way to switch off a first release"
#   remedy: "Set `rollback.target.version` to a promoted version of this name. Only where there is none: `version: none`, with `how`."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 2.4}
#     - {framework: ISO/IEC 42001, section: A.6.2.5}
#     - {framework: SOC 2, section: CC7.5}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [release.rollback, releases]
rules.target_missing := result.each([plan], {found |
	not has_target
	found := finding.of(finding.show(plan, ["target", "version"]), ["rollback", "target"], {})
})

has_target if {
	plan.target.version != input.release.version
	is_object(input.releases[plan.target.version].artifacts)
}

has_target if {
	plan.target.version == "none"
	input.releases == {}
	release.says(plan.target.how)
}

# METADATA
# title: What is gone back to went live as it should
# description: >-
#   By a merge, with sign-offs that still verify and reach the quorum of its tier, and unchanged since. In an emergency
#   nobody has the time to find out that the way back leads to something that nobody vouched for.
# custom:
#   code: rollback.target_unproven
#   severity: block
#   ground: recorded
#   message: "The plan goes back to {subject}, and {reason}"
#   remedy: "Go back to a version that was promoted by the gate (pnpm gate audit names them), or have this one waived."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 2.4}
#     - {framework: ISO/IEC 42001, section: A.6.2.5}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.rollback, releases]
#   follows: [rollback.target_missing]
rules.target_unproven := result.when(goes_back, [plan], {found |
	not is_target_proven
	found := finding.of(
		finding.show(plan, ["target", "version"]),
		["rollback", "target"],
		{"reason": why_unproven},
	)
})

goes_back := count(["off" | plan.target.version == "none"]) == 0

target := input.releases[plan.target.version]

is_target_proven if {
	target.promotion.standing == "genesis"
	"genesis" in data.rollback.accepted
}

is_target_proven if {
	is_promotion_proven
	has_quorum
}

is_promotion_proven if {
	target.promotion.standing == "proven"
	"proven" in data.rollback.accepted
}

# Broken glass that nobody ratified is not proven.
has_quorum if target.promotion.broken_glass == true

has_quorum if {
	quorum := data.quorums[target.promotion.tier]
	count(quorum) > 0
	every role, need in quorum {
		count({one.principal | some one in signers; one.role == role}) >= need
	}
	count({one.principal | some one in signers}) >= sum([need | some need in quorum])
}

signers := [one | some one in target.promotion.signers; is_string(one.principal)]

why_unproven := data.rollback.reasons.quorum if is_promotion_proven

else := text if text := data.rollback.reasons[target.promotion.reason]

else := "its promotion is not known"

# METADATA
# title: What is gone back to did well
# description: A version that was taken back itself, or that did harm, is no way out.
# custom:
#   code: rollback.target_unfit
#   severity: block
#   ground: recorded
#   message: "The plan goes back to {subject}, which was rolled back itself or has an incident that speaks against it"
#   remedy: "Choose an earlier version that did well. If the cause is gone: set `resolved_on` in its outcome.yaml, or have this waived."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 2.4}
#     - {framework: NIST AI RMF, section: MANAGE 4.3}
#     - {framework: SOC 2, section: CC7.5}
#   depends_on: [release.rollback, releases]
#   follows: [rollback.target_missing]
rules.target_unfit := result.when(goes_back, [plan], {found |
	not is_target_fit
	found := finding.of(finding.show(plan, ["target", "version"]), ["rollback", "target"], {})
})

is_target_fit if target.outcome == null

is_target_fit if {
	target.outcome.schema == "gatehouse/outcome@1"
	object.get(target.outcome, "rollback", null) == null
	incidents := object.get(target.outcome, "incidents", [])
	is_array(incidents)
	every incident in incidents {
		is_harmless(incident)
	}
}

is_harmless(incident) if incident.severity in data.rollback.harmless.open

is_harmless(incident) if {
	incident.severity in data.rollback.harmless.resolved
	is_string(incident.resolved_on)
}

# METADATA
# title: It is settled when to go back
# description: Metric, threshold and window, written down before anybody is tired or has something to lose.
# custom:
#   code: rollback.triggers_too_few
#   severity: block
#   ground: said
#   message: "The plan has {count} complete triggers; at least {needs} are asked"
#   remedy: "Add triggers under `rollback.triggers`, each with metric, threshold and window."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 2.4}
#     - {framework: NIST AI RMF, section: MANAGE 4.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.6}
#   depends_on: [release.rollback, release.tier]
rules.triggers_too_few := result.each(triggers, {found |
	complete := [trigger | some trigger in triggers; is_complete(trigger)]
	not count(complete) >= demands.at_least("rollback_triggers")
	found := finding.of("triggers", ["rollback", "triggers"], {
		"count": count(complete),
		"needs": demands.at_least("rollback_triggers"),
	})
})

triggers := release.listed(plan, "triggers")

is_complete(trigger) if {
	release.says(trigger.metric)
	release.says(trigger.threshold)
	release.says(trigger.window)
}

# METADATA
# title: The steps are written down
# description: What nobody wrote down, nobody finds at three in the morning.
# custom:
#   code: rollback.steps_too_few
#   severity: block
#   ground: said
#   message: "The plan has {count} steps; at least {needs} are asked"
#   remedy: "Add steps under `rollback.steps`, each with step and owner, in the order in which they are done."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 2.3}
#     - {framework: SOC 2, section: CC7.5}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [release.rollback, release.tier]
rules.steps_too_few := result.each(steps, {found |
	written := [step | some step in steps; release.says(step.step)]
	not count(written) >= demands.at_least("rollback_steps")
	found := finding.of("steps", ["rollback", "steps"], {
		"count": count(written),
		"needs": demands.at_least("rollback_steps"),
	})
})

steps := release.listed(plan, "steps")

# METADATA
# title: Every step has an owner who exists
# description: A step that belongs to everybody is done by nobody.
# custom:
#   code: rollback.owner_unknown
#   severity: block
#   ground: said
#   message: "The step {step} belongs to {subject}, who is not in the trust root"
#   remedy: "Set `owner` to the id of a principal in policies/trust/root.yaml."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#   depends_on: [release.rollback, principals]
rules.owner_unknown := result.each(steps, {found |
	some i, step in steps
	not is_owned(step)
	found := finding.of(finding.show(step, ["owner"]), ["rollback", "steps", i], {"step": i + 1})
})

is_owned(step) if people.is_person(step.owner)

# METADATA
# title: Going back was rehearsed
# description: A plan that nobody has tried is a guess.
# custom:
#   code: rollback.rehearsal_missing
#   severity: block
#   ground: said
#   message: "Going back was not rehearsed by a person of the trust root"
#   remedy: "Rehearse the plan in staging, then add `rollback.rehearsal` with on, by, outcome and minutes."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 2.4}
#     - {framework: SOC 2, section: A1.3}
#     - {framework: HIPAA, section: 45 CFR 164.308(a)(7)(ii)(D)}
#   depends_on: [release.rollback, release.tier, principals]
rules.rehearsal_missing := result.when(is_rehearsal_demanded, [plan], {found |
	not is_rehearsed_by_person
	found := finding.of("rehearsal", ["rollback", "rehearsal"], {})
})

is_rehearsed_by_person if people.is_person(plan.rehearsal.by)

is_rehearsal_demanded := "rollback-rehearsed" in demands.practices

# METADATA
# title: The rehearsal succeeded
# description: A rehearsal that failed has shown that the way back does not work.
# custom:
#   code: rollback.rehearsal_failed
#   severity: block
#   ground: said
#   message: "The rehearsal of {on} ended as: {outcome}"
#   remedy: "Mend what went wrong, and rehearse again."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 2.4}
#     - {framework: SOC 2, section: A1.3}
#   depends_on: [release.rollback, release.tier]
rules.rehearsal_failed := result.when(is_rehearsal_told, rehearsals, {found |
	some rehearsal in rehearsals
	not rehearsal.outcome == "succeeded"
	found := finding.of("rehearsal", ["rollback", "rehearsal"], {
		"on": finding.show(rehearsal, ["on"]),
		"outcome": finding.show(rehearsal, ["outcome"]),
	})
})

# METADATA
# title: The rehearsal is recent
# description: Systems change, and people forget.
# custom:
#   code: rollback.rehearsal_old
#   severity: block
#   ground: said
#   message: "The rehearsal was on {on}; it must be within the last {days} days"
#   remedy: "Rehearse again, and set `rollback.rehearsal`."
#   references:
#     - {framework: SOC 2, section: A1.3}
#     - {framework: HIPAA, section: 45 CFR 164.308(a)(7)(ii)(D)}
#   depends_on: [release.rollback, release.tier, now]
rules.rehearsal_old := result.when(is_rehearsal_demanded, rehearsals, {found |
	some rehearsal in rehearsals
	not is_recent(rehearsal)
	found := finding.of("rehearsal", ["rollback", "rehearsal"], {
		"on": finding.show(rehearsal, ["on"]),
		"days": demands.at_most("rehearsal_days"),
	})
})

is_recent(rehearsal) if demands.is_recent(rehearsal.on, demands.at_most("rehearsal_days"))

# The rehearsal, if there is one. One that is told of is looked at also where the tier does not demand it.
rehearsals := [plan.rehearsal | plan.rehearsal]

is_rehearsal_told := true in {is_rehearsal_demanded, count(rehearsals) > 0}
