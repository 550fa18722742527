package gates.validation

import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: Nothing is compared with itself
# description: >-
#   A model that is its own baseline loses nothing, a table that is its own reference never drifts, and a report that
#   is listed twice counts twice. So no two inputs of a measurement may hold the same bytes, unless they are the files of
#   a command (`repeats_inputs`).
# custom:
#   code: validation.compared_with_itself
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject} read the same bytes twice"
#   remedy: "Let each input of the configuration be a file of its own, and run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence]
rules.compared_with_itself := result.each(measured, {found |
	some one in measured
	not has_distinct_inputs(one)
	found := finding.on(one.declared, one.at, {})
})

has_distinct_inputs(one) if {
	digests := {read.digest | some read in one.evidence.inputs}
	count(digests) > 0
	count(digests) == count(one.evidence.inputs)
}

has_distinct_inputs(one) if {
	data.plugins[one.declared.plugin].repeats_inputs == true
	count(one.evidence.inputs) > 0
}

# METADATA
# title: Evidence is about its subject
# description: >-
#   Figures that were measured on another file than the one that is promoted say nothing about it. Reports about a
#   subject (test-report) can not hold its bytes, so there the subject has only to be listed.
# custom:
#   code: validation.subject_not_measured
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject} did not read {of}, with the digest that the release names"
#   remedy: "Let the configuration name the path of {of}, give {of} its digest, and run pnpm gate validate."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.artifacts, release.datasets]
#   follows: [inventory.artifact_differs]
rules.subject_not_measured := result.each(measured, {found |
	some one in measured
	not is_about_subject(one)
	found := finding.on(one.declared, one.at, {"of": finding.show(one, ["declared", "subject"])})
})

is_about_subject(one) if {
	one.evidence.subject == one.declared.subject
	some digest in release.reads[one.declared.id]
	release.digests[one.declared.subject][digest]
}

is_about_subject(one) if {
	one.evidence.subject == one.declared.subject
	data.plugins[one.declared.plugin].reads_subject == false
	count(release.digests[one.declared.subject]) > 0
}

# METADATA
# title: What a model said is made by that model
# description: >-
#   A table of predictions stands for the model that its lineage names, and so do the figures that rest on it. That is told
#   by people; only a measurement of the model itself, or making the table again, shows it.
# custom:
#   code: validation.predictions_told
#   waivable: false
#   severity: warn
#   ground: measured
#   message: "{subject} read {table}, and not {of}, which made it as `lineage` says"
#   remedy: "Measure {of} itself, or let the plugin reproducibility make {table} again."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.datasets, release.lineage]
rules.predictions_told := result.when(count(release.predictions) > 0, release.predictions, {found |
	some table in release.predictions
	some one in measured
	some read in one.evidence.inputs
	read.digest == table.digest
	table.from[one.declared.subject]
	found := finding.on(one.declared, one.at, {"of": one.declared.subject, "table": finding.show(table, ["id"])})
})

# METADATA
# title: A measurement reads the data that it is about
# description: >-
#   Figures on the training set are always good: the hold-out set must be listed, read, and not be the training set. What
#   compares the two must read all of the training, each as what it is: of what it did not read it finds nothing.
# custom:
#   code: validation.data_not_permitted
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject} was not measured on the listed data sets that its plugin has to read, each as what it is"
#   remedy: "Let the configuration name the paths of the listed data sets by their role (`holdout`; all of `training` where that is compared), and run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.3}
#     - {framework: EU AI Act, section: Article 10}
#     - {framework: ISO/IEC 42001, section: A.7.4}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.datasets]
rules.data_not_permitted := result.when(count(choosy_plugins) > 0, choosy, {found |
	some one in choosy
	not on_permitted_data(one)
	found := finding.on(one.declared, one.at, {})
})

choosy_plugins := {plugin |
	some plugin in used_plugins
	some asked in ["reads_dataset", "reads_as", "reads_all"]
	data.plugins[plugin][asked]
}

choosy := [one | some one in measured; one.declared.plugin in choosy_plugins]

on_permitted_data(one) if {
	about := data.plugins[one.declared.plugin]
	about.reads_dataset
	read := release.reads[one.declared.id]
	count(read & digests_of(about.reads_dataset)) > 0
	count(read & digests_of(object.get(about, "avoids_dataset", []))) == 0
}

on_permitted_data(one) if {
	about := data.plugins[one.declared.plugin]
	count(about.reads_as) + count(about.reads_all) > 0
	every field, role in about.reads_as {
		read := read_under(one, field)
		count(read) > 0
		count(read - digests_of([role])) == 0
	}
	every field, role in about.reads_all {
		listed := digests_of([role])
		count(listed) > 0
		count(listed - read_under(one, field)) == 0
	}
}

# The digests of what was read under a field of the configuration: a file, or a list of files.
read_under(one, field) := {read.digest |
	some read in one.evidence.inputs
	is_under(read.role, field)
}

is_under(role, field) if role == field

is_under(role, field) if startswith(role, $"{field}[")

digests_of(roles) := {dataset.digest |
	some dataset in release.datasets
	dataset.role in roles
}
