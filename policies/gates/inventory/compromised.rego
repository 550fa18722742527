package gates.inventory

import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: Nothing compromised is rested on
# description: >-
#   A scanner that was tampered with finds nothing, a model that was learnt from poisoned data does what somebody else
#   wants. What is known to be bad is listed by those who govern, and no release that names or has read it goes out.
# custom:
#   code: inventory.compromised
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject} is compromised: {reason}"
#   remedy: "Replace it, and run pnpm gate validate where something was measured with it. The list is policies/data/compromised.yaml."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 3.1}
#     - {framework: ISO/IEC 42001, section: A.10.3}
#     - {framework: SOC 2, section: CC7.1}
#   depends_on: [release.artifacts, release.datasets, release.pipelines, release.feature_stores, evidence, files]
rules.compromised := result.each(components, {found |
	some component in components
	some entry in data.compromised.entries
	is_meant(component, entry)
	found := finding.of(
		finding.show(component, ["name"]), component.at,
		{"reason": finding.show(entry, ["reason"])},
	)
})

is_meant(component, entry) if {
	component.name == entry.name
	not entry.versions
}

is_meant(component, entry) if {
	component.name == entry.name
	component.version in entry.versions
}

is_meant(component, entry) if component.digest in entry.digests

# Everything that a release names or has read, with its place.
components := array.flatten([listed_components, dependencies, tools, reporters, files_read, files_named])

listed_components := [{
	"name": finding.name(item, [part, i]),
	"version": object.get(item, "version", ""),
	"digest": object.get(item, "digest", ""),
	"at": [part, i],
} |
	some part in ["artifacts", "datasets", "pipelines", "feature_stores"]
	some i, item in release.listed(input.release, part)
	is_object(item)
]

dependencies := [{
	"name": finding.name(dependency, ["dependencies", j]),
	"version": object.get(dependency, "version", ""),
	"digest": "",
	"at": ["artifacts", i, "dependencies", j],
} |
	some i, artifact in release.artifacts
	some j, dependency in release.listed(artifact, "dependencies")
	is_object(dependency)
]

tools := [object.union(evidence.plugin, {"at": ["validations"]}) | some evidence in input.evidence]

# Tools that wrote a report, as it says.
reporters := [{"name": tool, "version": object.get(measurement.labels, "version", ""), "digest": "", "at": ["validations"]} |
	some evidence in input.evidence
	some measurement in evidence.measurements
	tool := measurement.labels.tool
]

files_read := [{"name": read.path, "version": "", "digest": read.digest, "at": ["validations"]} |
	some evidence in input.evidence
	some read in evidence.inputs
]

files_named := [{"name": path, "version": "", "digest": file.digest, "at": []} | some path, file in input.files]
