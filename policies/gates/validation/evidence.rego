package gates.validation

import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: Every declared validation has evidence
# description: What was to be measured and was not is not known to be good.
# custom:
#   code: validation.evidence_missing
#   severity: block
#   ground: measured
#   message: "{subject} has not been measured"
#   remedy: "Run pnpm gate validate and commit what it writes."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.validations, evidence, evidence_problems]
rules.evidence_missing := result.each(release.validations, {found |
	some i, declared in release.validations
	not is_there(declared)
	found := finding.on(declared, ["validations", i], {})
})

is_there(declared) if is_object(input.evidence[declared.id])

is_there(declared) if is_object(input.evidence_problems[declared.id])

# METADATA
# title: Evidence can be believed
# description: >-
#   The long form of an entry is pinned by its digest and must say what the entry says. Where it does not, somebody or
#   something changed it after it was measured.
# custom:
#   code: validation.evidence_broken
#   waivable: false
#   severity: block
#   ground: measured
#   message: "The evidence of {subject} can not be believed: {reason}"
#   remedy: "Run pnpm gate validate again and commit release.yaml and evidence/ together, unchanged."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.8}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: EU AI Act, section: Article 12}
#   depends_on: [release.validations, evidence, evidence_problems]
rules.evidence_broken := result.each(present, {found |
	some one in present
	not is_believed(one.declared)
	found := finding.on(one.declared, one.at, {"reason": reason_of(one.declared)})
})

present := [{"declared": declared, "at": ["validations", i]} |
	some i, declared in release.validations
	is_there(declared)
]

reason_of(declared) := reason if reason := input.evidence_problems[declared.id].reason

else := "it is not what the entry names"

is_believed(declared) if {
	input.evidence[declared.id].id == declared.id
	not declared.id in object.keys(input.evidence_problems)
}

# METADATA
# title: The plugins could measure
# description: A plugin that failed has measured nothing, which is not the same as a bad result.
# custom:
#   code: validation.evidence_error
#   severity: block
#   ground: measured
#   message: "{subject} could not be measured: {error}"
#   remedy: "Mend what the error names, then run pnpm gate validate."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#   depends_on: [evidence]
rules.evidence_error := result.each(believed, {found |
	some one in believed
	not one.evidence.status == "measured"
	found := finding.on(one.declared, one.at, {"error": finding.show(one, ["evidence", "error", "message"])})
})

believed := [{"declared": one.declared, "at": one.at, "evidence": evidence} |
	some one in present
	evidence := input.evidence[one.declared.id]
]

# METADATA
# title: Plugins are those of the base
# description: Only plugins that are on the base branch, reviewed and merged, may measure what is to be promoted.
# custom:
#   code: validation.plugin_unknown
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject} uses the plugin {plugin}, which the base does not have"
#   remedy: "Correct the name, or merge the plugin before the release that needs it."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.4}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.validations, validations]
rules.plugin_unknown := result.each(release.validations, {found |
	some i, declared in release.validations
	not is_plugin_of_base(declared)
	found := finding.on(declared, ["validations", i, "plugin"], {"plugin": finding.show(declared, ["plugin"])})
})

is_plugin_of_base(declared) if input.validations[declared.id].plugin.name == declared.plugin

# METADATA
# title: Evidence was measured by the plugin as it is now
# description: Another version, or other code under the same version, may measure something else.
# custom:
#   code: validation.plugin_differs
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject} was measured by {plugin} {version}, which is not the plugin of the base"
#   remedy: "Run pnpm gate validate with the plugins of the base and commit what it writes."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.4}
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#   depends_on: [evidence, validations]
rules.plugin_differs := result.each(measured, {found |
	some one in measured
	not measured_by_base(one)
	found := finding.on(one.declared, one.at, {
		"plugin": finding.show(one, ["evidence", "plugin", "name"]),
		"version": finding.show(one, ["evidence", "plugin", "version"]),
	})
})

measured_by_base(one) if {
	is_object(one.evidence.plugin)
	one.evidence.plugin == input.validations[one.declared.id].plugin
	one.evidence.plugin.name == one.declared.plugin
}

# METADATA
# title: Evidence is signed by somebody who may measure
# description: >-
#   A number is worth as much as whoever vouches that it was measured. The commit that brought the evidence, as it is now,
#   is signed by a person or bot with a role for evidence of this kind.
# custom:
#   code: validation.evidence_unsigned
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "The evidence of {subject} was committed by {by}; it takes one of {roles}"
#   remedy: "Let one of them run pnpm gate validate --again --only {subject} and commit what it writes, signed. pnpm gate verify-evidence compares it with the old."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC6.1}
#   depends_on: [release.tier, release.validations, evidence, contributions, principals, head.preview, base]
rules.evidence_unsigned := result.when(is_signing_demanded, measured, {found |
	some one in measured
	not is_signed_by_permitted(one.declared)
	found := finding.on(one.declared, one.at, {"by": shown_bringers(one.declared), "roles": shown_roles(one.declared)})
})

is_signing_demanded := count(["demanded" | "evidence-signed" in demands.practices; release.is_proposed]) > 0 if {
	is_set(demands.practices)
}

is_signed_by_permitted(declared) if {
	some contribution in input.contributions
	declared.id in contribution.evidence
	some role in input.principals[contribution.principal].roles
	role in permitted_roles(declared)
}

# What the base has already was judged when it came there.
is_signed_by_permitted(declared) if declared.id in input.base.evidence

permitted_roles(declared) := roles if roles := data.plugins[declared.plugin].by[demands.tier]

else := data.plugins.other.by[demands.tier]

shown_roles(declared) := shown if shown := concat(", ", sort(permitted_roles(declared)))

else := "no role: policies/data/plugins.yaml names none"

shown_bringers(declared) := concat(", ", bringers) if {
	bringers := {contribution.principal |
		some contribution in input.contributions
		declared.id in contribution.evidence
		is_string(contribution.principal)
	}
	count(bringers) > 0
}

else := "nobody that is known"

# METADATA
# title: Evidence was measured with the declared configuration
# description: A changed threshold, column list or number of bins gives another figure.
# custom:
#   code: validation.config_changed
#   waivable: false
#   severity: block
#   ground: measured
#   message: "The configuration of {subject} changed after it was measured"
#   remedy: "Run pnpm gate validate and commit what it writes."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [evidence, validations]
rules.config_changed := result.each(measured, {found |
	some one in measured
	not is_configured_so(one)
	found := finding.on(one.declared, array.concat(one.at, ["config"]), {})
})

is_configured_so(one) if one.evidence.config_digest == input.validations[one.declared.id].config_digest

# METADATA
# title: Evidence was measured on these files
# description: A file that changed, or went, after it was measured makes every figure about it worthless.
# custom:
#   code: validation.input_changed
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject} rests on {path}, which is not the file that was measured"
#   remedy: "Run pnpm gate validate and commit what it writes."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: EU AI Act, section: Article 12}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [evidence, files]
rules.input_changed := result.each(inputs, {found |
	some one in measured
	some read in one.evidence.inputs
	not is_unchanged(read)
	found := finding.on(one.declared, one.at, {"path": finding.show(read, ["path"])})
})

is_unchanged(read) if input.files[read.path].digest == read.digest

# METADATA
# title: A validation examined something
# description: No failure among no items is no success.
# custom:
#   code: validation.nothing_examined
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject} examined {examined} items"
#   remedy: "Look why its inputs are empty; then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#   depends_on: [evidence]
rules.nothing_examined := result.each(measured, {found |
	some one in measured
	not examined_something(one.evidence)
	found := finding.on(one.declared, one.at, {"examined": finding.show(one, ["evidence", "examined"])})
})

examined_something(evidence) if {
	is_number(evidence.examined)
	evidence.examined > 0
	is_array(evidence.inputs)
	count(evidence.inputs) > 0
}

# METADATA
# title: Evidence is recent
# description: The world moves on, so a measurement counts for a limited time, the shorter the more is at stake.
# custom:
#   code: validation.evidence_old
#   severity: block
#   ground: measured
#   message: "{subject} was measured at {measured_at}; it must be within the last {days} days"
#   remedy: "Run pnpm gate validate --again and commit what it writes."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.4}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, now, release.tier]
rules.evidence_old := result.each(measured, {found |
	some one in measured
	not is_recent(one)
	found := finding.on(one.declared, one.at, {
		"measured_at": finding.show(one, ["evidence", "measured_at"]),
		"days": demands.at_most("evidence_days"),
	})
})

is_recent(one) if demands.is_recent(one.evidence.measured_at, demands.at_most("evidence_days"))
