# METADATA
# title: Validation
# description: >-
#   What was measured, and whether it is good enough: the evidence that tier and profiles demand exists, is whole, is
#   recent, was measured on exactly these bytes by a plugin of the base, and keeps every bound. The stricter bound wins.
package gates.validation

import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: What must be measured is declared
# description: Tier and profiles say which plugins a release needs; each model needs its own measurement of performance.
# custom:
#   code: validation.required_missing
#   severity: block
#   ground: said
#   message: "{subject} has no validation by the plugin {plugin}"
#   remedy: "Add a validation with `plugin: {plugin}` under `validations`, then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: NIST AI RMF, section: MEASURE 2.3}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: EU AI Act, section: Article 15}
#     - {framework: SR 11-7, section: V}
#   depends_on: [release.validations, release.tier, release.profiles]
rules.required_missing := result.each(required, {found |
	some one in required
	not is_declared(one)
	found := finding.of(one.of, ["validations"], {"plugin": one.plugin})
})

required contains {"plugin": plugin, "of": "the release"} if {
	some plugin in demands.plugins
	not data.plugins[plugin].per_model
}

required contains {"plugin": plugin, "of": model} if {
	some plugin in demands.plugins
	data.plugins[plugin].per_model
	some model in release.models
}

is_declared(one) if {
	some declared in release.validations
	declared.plugin == one.plugin
	one.of in {"the release", declared.subject}
}

# METADATA
# title: What tier and profiles bound is measured
# description: >-
#   A bound on what nobody measures would never be judged: rows of the hold-out that training has too where people are
#   affected, the adverse-impact ratio in finance, whom a model misses and what is left of patients in the data in healthcare.
# custom:
#   code: validation.profile_unmeasured
#   severity: block
#   ground: said
#   effective_on: "2027-03-01"
#   message: "tier or profiles bound what the plugin {subject} measures, and no validation uses it"
#   remedy: "Add a validation with `plugin: {subject}` under `validations`, then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.11}
#     - {framework: ISO/IEC 42001, section: A.5.4}
#     - {framework: EU AI Act, section: Article 10}
#     - {framework: HIPAA, section: 45 CFR 164.514}
#   depends_on: [release.validations, release.tier, release.profiles, release.traits]
rules.profile_unmeasured := result.when(count(bounded_plugins) > 0, bounded_plugins, {found |
	some plugin in bounded_plugins
	not is_declared({"plugin": plugin, "of": "the release"})
	found := finding.of(plugin, ["validations"], {})
})

bounded_plugins := demands.listed("measured")

# What the rules below look at. Evidence that is missing, broken or an error is a finding above.
measured := [one |
	some one in believed
	one.evidence.status == "measured"
]

inputs := [read |
	some one in measured
	some read in one.evidence.inputs
]

# Plugins that were demanded or declared.
used_plugins := demands.plugins | {declared.plugin | some declared in release.validations}
