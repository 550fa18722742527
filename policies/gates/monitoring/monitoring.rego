# METADATA
# title: Monitoring
# description: >-
#   Whether anybody would notice: each signal that tier and profiles demand is on a dashboard and has an alert, the alert
#   leads to a runbook, and somebody has seen it fire.
package gates.monitoring

import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

signals := demands.listed("signals")

# METADATA
# title: Every signal is on a dashboard
# description: In an incident people look at what is drawn.
# custom:
#   code: monitoring.dashboard_missing
#   severity: block
#   ground: said
#   message: "No dashboard shows {subject}: {question}"
#   remedy: "Draw it, and add {subject} to `covers` of that dashboard."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 4.1}
#     - {framework: NIST AI RMF, section: MEASURE 2.4}
#     - {framework: ISO/IEC 42001, section: A.6.2.6}
#     - {framework: EU AI Act, section: Article 72}
#     - {framework: SOC 2, section: CC7.2}
#   depends_on: [release.monitoring, release.tier, release.profiles]
rules.dashboard_missing := result.each(signals, {found |
	some signal in (signals - shown)
	found := finding.of(signal, ["monitoring", "dashboards"], {"question": finding.show(data.signals, [signal])})
})

shown contains signal if {
	some dashboard in release.dashboards
	release.says(dashboard.source)
	some signal in dashboard.covers
}

# METADATA
# title: Every signal has an alert
# description: Nobody looks at a dashboard all night.
# custom:
#   code: monitoring.alert_missing
#   severity: block
#   ground: said
#   message: "No alert watches {subject}: {question}"
#   remedy: "Add an alert with `signal: {subject}` and its condition."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 4.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.6}
#     - {framework: EU AI Act, section: Article 72}
#     - {framework: SOC 2, section: CC7.2}
#   depends_on: [release.monitoring, release.tier, release.profiles]
rules.alert_missing := result.each(signals, {found |
	some signal in (signals - watched)
	found := finding.of(signal, ["monitoring", "alerts"], {"question": finding.show(data.signals, [signal])})
})

watched contains alert.signal if {
	some alert in release.alerts
	release.says(alert.condition)
}

# METADATA
# title: Every alert leads to a runbook
# description: Whoever is woken must be told what to do.
# custom:
#   code: monitoring.runbook_missing
#   severity: block
#   ground: said
#   message: "The alert {subject} has no runbook"
#   remedy: "Add `runbook:` with the path or address of what to do when it fires."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 2.3}
#     - {framework: ISO/IEC 42001, section: A.6.2.6}
#     - {framework: SOC 2, section: CC7.4}
#   depends_on: [release.monitoring]
rules.runbook_missing := result.each(demanded_alerts, {found |
	some one in demanded_alerts
	not release.has(one.alert, "runbook")
	found := finding.on(one.alert, one.at, {})
})

# Alerts of the signals that are demanded, and those that name no signal that is known.
demanded_alerts := [{"alert": alert, "at": ["monitoring", "alerts", i]} |
	some i, alert in release.alerts
	not is_extra(alert)
]

# An alert on something else that the team watches of its own accord.
is_extra(alert) if {
	is_string(alert.signal)
	not signals[alert.signal]
}

# METADATA
# title: Alerts were seen to fire
# description: An alert that has never fired may be one that can not.
# custom:
#   code: monitoring.alert_untested
#   severity: block
#   ground: said
#   message: "The alert {subject} was last tested on {on} and was {outcome}; it must have fired within the last {days} days"
#   remedy: "Cause its condition in staging, see that somebody is called, then set `tested: {on: ..., outcome: fired}`."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 4.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.6}
#     - {framework: SOC 2, section: CC7.2}
#   depends_on: [release.monitoring, release.tier, now]
rules.alert_untested := result.when("alerts-tested" in demands.practices, demanded_alerts, {found |
	some one in demanded_alerts
	not has_fired(one.alert)
	found := finding.on(one.alert, one.at, {
		"on": finding.show(one.alert, ["tested", "on"]),
		"outcome": finding.show(one.alert, ["tested", "outcome"]),
		"days": demands.at_most("alert_test_days"),
	})
})

has_fired(alert) if {
	alert.tested.outcome == "fired"
	demands.is_recent(alert.tested.on, demands.at_most("alert_test_days"))
}
