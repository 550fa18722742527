package gates.validation

import data.lib.bounds
import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: What is bounded was measured
# description: A bound on a metric that nobody measured would be kept by silence.
# custom:
#   code: validation.measurement_missing
#   severity: block
#   ground: measured
#   message: "{source} sets a bound on {subject}, and nobody measured it"
#   remedy: "Measure it: correct `metric`, `validation` and `where` of the bound, or add a validation that gives {subject}."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: EU AI Act, section: Article 15}
#   depends_on: [release.expectations, release.tier, release.profiles, evidence]
#   follows: [validation.required_missing, validation.evidence_missing, validation.evidence_broken, validation.evidence_error]
rules.measurement_missing := result.if_any(bounds.all, {found |
	some i, one in bounds.all
	not bounds_met[i]
	found := finding.of(finding.show(one, ["bound", "metric"]), one.at, {"source": one.source})
})

# Each measurement with each bound on it.
matches := [{"i": i, "bounded": bounded, "one": one, "measurement": measurement} |
	some one in measured
	asked := bounds.on[one.declared.id]
	some measurement in one.evidence.measurements
	some i, bounded in asked[measurement.metric]
	bounds.selects(bounded.bound, measurement.labels)
]

bounds_met contains match.i if some match in matches

# METADATA
# title: What is bounded has a value
# description: An AUC with a single class, a drift of a column without values. Undefined is neither good nor bad; it proves nothing.
# custom:
#   code: validation.measurement_undefined
#   severity: block
#   ground: measured
#   message: "{subject} of {validation} has no value: {note}"
#   remedy: "Measure on data for which it is defined, or take the bound away if it is yours."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#   depends_on: [evidence, release.expectations, release.tier, release.profiles]
rules.measurement_undefined := result.when(count(bounds.all) > 0, matches, {found |
	some match in matches
	not has_value(match)
	found := finding.of(name(match.measurement), match.bounded.at, {
		"validation": finding.name(match.one.declared, match.one.at),
		"note": finding.show(match, ["measurement", "note"]),
	})
})

has_value(match) if is_number(match.measurement.value)

# A measurement as people would say it: the metric and what it is about.
name(measurement) := concat(" ", array.concat(
	[$"{measurement.metric}"],
	[$"{value}" | some label, value in measurement.labels; label != "model"],
))

# METADATA
# title: Measurements keep their bounds
# description: What the tier, each profile and the team itself call good enough. The stricter wins, because all of them hold.
# custom:
#   code: validation.threshold_missed
#   severity: block
#   ground: measured
#   message: "{subject} is {value}; {source} asks for {asks}"
#   remedy: "Improve the model or the data and measure again. A bound of the release can be changed in `expectations`; one of a tier or profile needs a waiver."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: NIST AI RMF, section: MANAGE 1.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: EU AI Act, section: Article 15}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.expectations, release.tier, release.profiles]
rules.threshold_missed := result.when(count(bounds.all) > 0, matches, {found |
	some match in matches
	bounded := match.bounded
	is_number(match.measurement.value)
	not is_kept(match.measurement, bounded)
	found := finding.of(name(match.measurement), bounded.at, {
		"value": match.measurement.value,
		"asks": concat(" and ", array.concat(
			[$"at least {least}" | least := bounded.bound.min],
			[$"at most {most}" | most := bounded.bound.max],
		)),
		"source": bounded.source,
		"validation": finding.name(match.one.declared, match.one.at),
	})
})

is_kept(measurement, bounded) if bounds.keeps(measurement.value, bounded.bound)

# METADATA
# title: Measurements rest on enough data
# description: A figure from a handful of rows can be good by chance. Not a failure; it needs more data.
# custom:
#   code: validation.too_little_data
#   severity: wait
#   ground: measured
#   message: "{subject} rests on {n} items; at least {needs} are asked"
#   remedy: "Measure on more data, then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.3}
#     - {framework: EU AI Act, section: Article 10}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.tier]
#   follows: [validation.nothing_examined]
rules.too_little_data := result.when(count(bounds.all) > 0, matches, {found |
	some match in matches
	not is_enough(match)
	found := finding.of(name(match.measurement), match.bounded.at, {
		"n": finding.show(match, ["measurement", "n"]),
		"needs": needs[match.one.declared.id][match.i],
		"validation": finding.name(match.one.declared, match.one.at),
	})
})

# By validation and bound: what the plugin's numbers must rest on in this tier, and what the bound itself asks.
needs[declared.id][i] := needed(declared.plugin, bounded.bound) if {
	some declared in release.validations
	some of_metric in bounds.on[declared.id]
	some i, bounded in of_metric
}

needed(plugin, bound) := n if n := max([least_n(plugin, bound.metric), object.get(bound, "min_n", 1)])

else := "a number that policies/data/plugins.yaml lacks"

# Numbers about something else than rows (columns, runs) need one.
least_n(plugin, metric) := 1 if data.thresholds.metrics[metric].n_counts

else := object.get(data.plugins, plugin, data.plugins.other).min_n[demands.tier]

is_enough(match) if {
	needed_n := needs[match.one.declared.id][match.i]
	is_number(needed_n)
	is_number(match.measurement.n)
	match.measurement.n >= needed_n
}
