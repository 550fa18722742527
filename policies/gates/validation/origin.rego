package gates.validation

import data.lib.calendar
import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: Reports are about what is promoted
# description: >-
#   A report of another service, image or commit is green for somebody else. What a report or its provenance says that it is
#   of is the digest of its subject, or the commit that its subject was built from.
# custom:
#   code: validation.report_unbound
#   severity: block
#   ground: measured
#   effective_on: "2027-06-01"
#   message: "{subject}: {report} is of {of}, and not known to be of {what}"
#   remedy: "Name the commit that {what} was built from (`built_from` of the artifact), and attach the reports of that commit with the provenance that CI wrote (`provenance` of the configuration). docs/reports.md shows it."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: SOC 2, section: CC8.1}
#   follows: [validation.required_missing, validation.evidence_missing, validation.evidence_broken, validation.evidence_error]
#   depends_on: [evidence, release.artifacts, release.datasets, release.tier]
rules.report_unbound := result.when(count(used_plugins & telling) > 0, reporting_origin, {found |
	some one in reporting_origin
	some report, subjects in one.reports
	not is_bound(one, report)
	found := finding.on(one.declared, one.at, {
		"report": report,
		"of": shown_subjects(subjects),
		"what": finding.show(one, ["declared", "subject"]),
	})
})

# Plugins that tell of what and when the reports that they read were made.
telling contains plugin if {
	some plugin, about in data.plugins
	about.tells_origin == true
}

# By report: what it is of. One that tells of no report says so in the place of one.
reporting_origin := [object.union(one, {"reports": reports_of(one.evidence)}) |
	some one in measured
	one.declared.plugin in telling
]

reports_of(evidence) := {report: subjects |
	some origin in origins_of(evidence)
	report := report_of(origin)
	subjects := {subject |
		some other in origins_of(evidence)
		report_of(other) == report
		subject := other.labels.subject
		is_string(subject)
	}
} if {
	count(origins_of(evidence)) > 0
} else := {"no report": set()}

report_of(origin) := report if {
	report := origin.labels.report
	is_string(report)
} else := "a report without a name"

origins_of(evidence) := [measurement |
	some measurement in evidence.measurements
	measurement.metric == "reported_at"
]

is_bound(one, report) if count(one.reports[report] & own_subjects(one.declared)) > 0

# One that names nothing is found by itself.
is_bound(one, report) if count(one.reports[report]) == 0

# Where it is not demanded, only what says that it is of something else is not believed.
is_bound(one, report) if {
	is_set(demands.practices)
	not "reports-bound" in demands.practices
	commits := {subject | some subject in own_subjects(one.declared); startswith(subject, "git:")}
	others := {subject | some subject in one.reports[report]; startswith(subject, "git:")}
	min([count(commits), count(others)]) == 0
}

# Digests of what is measured, and the commits that it was built from.
own_subjects(declared) := digests_of_subject(declared) | {commit |
	some artifact in release.artifacts
	artifact.id == declared.subject
	is_string(artifact.built_from)
	commit := $"git:{artifact.built_from}"
}

digests_of_subject(declared) := digests if digests := release.digests[declared.subject]

else := set()

shown_subjects(subjects) := concat(" and ", sort(subjects))

# METADATA
# title: Reports are recent
# description: >-
#   A report counts for as long as a measurement does, from the day on which it was made, and not from that on which it was
#   read.
# custom:
#   code: validation.report_old
#   severity: block
#   ground: measured
#   effective_on: "2027-06-01"
#   message: "{subject}: {report} was made {when}; it must be within the last {days} days"
#   remedy: "Run its tool again, and attach the new report, with the provenance that CI wrote where the report has no time of its own."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.4}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: SR 11-7, section: V}
#   follows: [validation.required_missing, validation.evidence_missing, validation.evidence_broken, validation.evidence_error]
#   depends_on: [evidence, now, release.tier]
rules.report_old := result.when(count(used_plugins & telling) > 0, reporting_origin, {found |
	some one in reporting_origin
	some report in object.keys(one.reports)
	not is_report_recent(one, report)
	found := finding.on(one.declared, one.at, {
		"report": report,
		"when": shown_days(one.evidence, report),
		"days": demands.at_most("evidence_days"),
	})
})

# One that does not say when is found by itself.
is_report_recent(one, report) if {
	times := times_of(one.evidence, report)
	every seconds in times {
		day := calendar.date_of(floor(seconds / 86400))
		day >= demands.first_day[demands.at_most("evidence_days")]
		day <= calendar.day_before(-1)
	}
}

times_of(evidence, report) := {origin.value |
	some origin in origins_of(evidence)
	report_of(origin) == report
	is_number(origin.value)
}

shown_days(evidence, report) := shown if {
	days := {$"on {calendar.date_of(floor(seconds / 86400))}" | some seconds in times_of(evidence, report)}
	shown := concat(" and ", sort(days))
}

# METADATA
# title: Reports say of what and of when they are
# description: >-
#   Where more is at stake, a report that names neither an artifact nor a commit, or no day, counts for nothing: it may be of
#   anything, and of any year.
# custom:
#   code: validation.report_unnamed
#   severity: block
#   ground: measured
#   effective_on: "2027-06-01"
#   message: "{subject}: {report} does not say {lacks}"
#   remedy: "Let the job in CI that writes the reports write their provenance beside them, and name it as `provenance` in the configuration. docs/reports.md shows how."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.8}
#     - {framework: SOC 2, section: CC8.1}
#   follows: [validation.required_missing, validation.evidence_missing, validation.evidence_broken, validation.evidence_error]
#   depends_on: [evidence, release.tier]
rules.report_unnamed := result.when(is_naming_demanded, reporting_origin, {found |
	some one in reporting_origin
	some report in object.keys(one.reports)
	lacks := array.concat(
		["of what it is" | count(one.reports[report]) == 0],
		["when it was made" | count(times_of(one.evidence, report)) == 0],
	)
	count(lacks) > 0
	found := finding.on(one.declared, one.at, {"report": report, "lacks": concat(", nor ", lacks)})
})

is_naming_demanded if {
	count(used_plugins & telling) > 0
	"reports-bound" in demands.practices
} else := false if {
	is_set(demands.practices)
}
