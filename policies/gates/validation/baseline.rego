package gates.validation

import data.lib.bounds
import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: A model that follows another is compared with it
# description: A candidate can keep every bound and still be worse than what runs today.
# custom:
#   code: validation.baseline_absent
#   severity: block
#   ground: recorded
#   message: "{subject} has promoted versions, and the release names none as its baseline"
#   remedy: "Add `baseline: {version: ..., artifact: ...}`, give the validation of the model the baseline's path, and run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.4}
#     - {framework: SR 11-7, section: V}
#   depends_on: [release.baseline, release.tier, releases]
rules.baseline_absent := result.when(is_baseline_demanded, [input.release.name], {found |
	not names_baseline
	found := finding.of(input.release.name, ["baseline"], {})
})

is_baseline_demanded := count(["demanded" | "baseline-compared" in demands.practices; count(earlier) > 0]) > 0 if {
	is_set(demands.practices)
	is_object(input.releases)
}

# What is promoted already, but for this version itself.
earlier[version] := about if {
	some version, about in input.releases
	version != input.release.version
}

names_baseline if {
	release.says(input.release.baseline.version)
	release.says(input.release.baseline.artifact)
}

# METADATA
# title: The baseline is a promoted one
# description: >-
#   A baseline that was never promoted can be chosen so that any candidate looks good. The file that was compared with
#   must be, byte for byte, the artifact of a release on the base.
# custom:
#   code: validation.baseline_ungoverned
#   severity: block
#   ground: recorded
#   message: "{subject} was not compared with {artifact} {version} as it was promoted"
#   remedy: "Let the configuration name the baseline's file in the folder of its release (../{version}/...), and run pnpm gate validate."
#   references:
#     - {framework: SR 11-7, section: V}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#   depends_on: [release.baseline, releases, evidence]
#   follows: [inventory.artifact_differs]
rules.baseline_ungoverned := result.when(is_baseline_used, comparisons, {found |
	some one in comparisons
	not compared_with_promoted(one)
	found := finding.on(one.declared, one.at, {
		"artifact": finding.show(input.release, ["baseline", "artifact"]),
		"version": finding.show(input.release, ["baseline", "version"]),
	})
})

# Demanded, or named although it is not.
is_baseline_used := is_baseline_demanded == true if not input.release.baseline

else := true

comparisons := [one |
	some one in measured
	is_comparison(one)
]

is_comparison(one) if {
	data.plugins[one.declared.plugin].compares_baseline
	one.declared.subject == input.release.baseline.artifact
}

is_comparison(one) if {
	some read in one.evidence.inputs
	read.role == "baseline"
}

compared_with_promoted(one) if {
	promoted := earlier[input.release.baseline.version].artifacts[input.release.baseline.artifact]
	{promoted} == {read.digest | some read in one.evidence.inputs; read.role == "baseline"}
}

# METADATA
# title: Both sides of a comparison were measured
# description: A bound on a drop needs the same metric of the candidate and of the baseline, from the same run.
# custom:
#   code: validation.baseline_unmeasured
#   severity: block
#   ground: measured
#   message: "{source} bounds the drop of {subject}, and the baseline's was not measured"
#   remedy: "Give the validation the path of the baseline, state in policies/data/thresholds.yaml which way {subject} is better, or take the bound away if it is yours."
#   references:
#     - {framework: SR 11-7, section: V}
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#   depends_on: [evidence, release.baseline, release.expectations]
#   follows: [validation.required_missing, validation.evidence_missing, validation.evidence_broken, validation.evidence_error]
rules.baseline_unmeasured := result.when(is_drop_asked, drop_matches, {found |
	some {"match": match, "lost": []} in drops
	found := finding.of(name(match.measurement), match.bounded.at, {"source": match.bounded.source})
})

# METADATA
# title: The candidate is not worse than the baseline
# description: How much may be lost against what runs today, absolute or as a share. Which way is better is data.
# custom:
#   code: validation.baseline_drop
#   severity: block
#   ground: measured
#   message: "{subject} is {value}, {drop} worse than the baseline's {baseline}; {source} allows {allows}"
#   remedy: "Improve the candidate and measure again, or stay with the baseline."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: NIST AI RMF, section: MANAGE 1.1}
#     - {framework: SR 11-7, section: V}
#     - {framework: EU AI Act, section: Article 15}
#   depends_on: [evidence, release.baseline, release.expectations, release.tier, release.profiles]
rules.baseline_drop := result.when(is_drop_asked, drop_matches, {found |
	some {"match": match, "lost": losses} in drops
	bounded := match.bounded
	some lost in losses
	not is_borne(lost, bounded)
	found := finding.of(name(match.measurement), bounded.at, {
		"value": match.measurement.value,
		"baseline": lost.baseline,
		"drop": lost.drop,
		"allows": concat(" and ", array.concat(
			[$"{most}" | most := bounded.bound.max_drop],
			[$"a share of {most}" | most := bounded.bound.max_relative_drop],
		)),
		"source": bounded.source,
	})
})

is_borne(lost, bounded) if bounds.bears(lost.drop, lost.baseline, bounded.bound)

# Without a baseline only the release's own bounds on drops are asked: it would be odd to set one and compare with nothing.
drop_bounds := {i |
	some i, one in bounds.all
	bounds.compares(one.bound)
	true in {one.own, is_baseline_used}
}

is_drop_asked := count(drop_bounds) > 0 if {
	is_array(bounds.all)
	is_boolean(is_baseline_used)
}

drop_matches := [match |
	some match in matches
	drop_bounds[match.i]
]

# With what each lost against the baseline measured in the same run: nothing where that was not measured, or where no way
# is better.
drops := [{"match": match, "lost": lost} |
	some match in drop_matches
	lost := [{"drop": drop, "baseline": measurement.value} |
		some measurement in baselines[match.one.declared.id][match.measurement.metric]
		measurement.labels == object.union(match.measurement.labels, {"model": "baseline"})
		drop := bounds.drop(measurement.metric, match.measurement.value, measurement.value)
	]
]

# By validation and metric.
baselines[one.declared.id][measurement.metric] contains measurement if {
	some one in measured
	some measurement in one.evidence.measurements
	measurement.labels.model == "baseline"
	is_number(measurement.value)
}

# METADATA
# title: A comparison that must be conclusive is
# description: >-
#   No drop found among too few rows is no proof of none. A bound that says `conclusive` waits until the data rules a larger
#   drop out: by the interval of the difference, or because the comparison would have detected it.
# custom:
#   code: validation.comparison_inconclusive
#   severity: wait
#   ground: measured
#   message: "{subject} may be more than {allows} worse than the baseline: {n} items {tell}"
#   remedy: "Measure on more data, or bound a larger drop; then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.baseline, release.expectations]
rules.comparison_inconclusive := result.when(count(conclusive_bounds) > 0, conclusive_matches, {found |
	some match in conclusive_matches
	not is_conclusive(match)
	bounded := match.bounded
	found := finding.of(name(match.measurement), bounded.at, {
		"allows": finding.show(bounded, ["bound", "max_drop"]),
		"n": finding.show(match, ["measurement", "n"]),
		"tell": told(match),
		"source": bounded.source,
	})
})

# Undefined, and so a denial, where `drop_bounds` is.
conclusive_bounds := {i | some i in drop_bounds; bounds.all[i].bound.conclusive == true}

conclusive_matches := [match | some match in drop_matches; conclusive_bounds[match.i]]

is_conclusive(match) if beside(match, "mde") <= match.bounded.bound.max_drop

is_conclusive(match) if {
	far := {"higher": "difference_low", "lower": "difference_high"}
	metric := match.measurement.metric
	worst := beside(match, far[data.thresholds.metrics[metric].better])
	bounds.drop(metric, worst, 0) <= match.bounded.bound.max_drop
}

# The one number that was measured beside that of the candidate. Undefined where there is none, or more than one.
beside(match, suffix) := value if {
	metric := $"{match.measurement.metric}_{suffix}"
	values := {measurement.value |
		some measurement in match.one.evidence.measurements
		measurement.metric == metric
		measurement.labels == match.measurement.labels
	}
	count(values) == 1
	some value in values
	is_number(value)
}

told(match) := $"tell differences from {size} on" if size := beside(match, "mde")

else := "do not say which difference they would tell"
