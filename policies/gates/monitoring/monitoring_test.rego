package gates.monitoring_test

import data.gates.monitoring
import data.lib.calendar
import data.lib.testing

alerts := testing.ready.release.monitoring.alerts

dashboards := testing.ready.release.monitoring.dashboards

with_alerts(list) := testing.releases({"monitoring": {"alerts": list}})

with_dashboards(list) := testing.releases({"monitoring": {"dashboards": list}})

place(signal) := i if {
	some i, alert in alerts
	alert.signal == signal
}

errors := place("errors")

days := data.tiers.high.at_most.alert_test_days

too_old := date if date := calendar.day_before(days + 1) with input as testing.ready

# Which of these rules are content: one at a time, because all of them take long.
content(names) := {name |
	some name in names
	testing.is_content(monitoring.rules[name])
}

test_the_sample_passes if {
	content := testing.content(monitoring.rules) with input as testing.ready
	content == object.keys(monitoring.rules) with input as testing.ready
}

test_nothing_passes_without_monitoring if {
	testing.content(monitoring.rules) == set() with input as testing.fact("release", object.remove(testing.ready.release, ["monitoring"]))
	every value in testing.wrong {
		testing.content(monitoring.rules) == set() with input as testing.release("monitoring", value)
	}
}

test_nothing_passes_on_wrong_input if {
	every value in testing.wrong {
		content({"alert_missing", "runbook_missing", "alert_untested"}) == set() with input as with_alerts(value)
		content({"dashboard_missing"}) == set() with input as with_dashboards(value)
	}
}

test_nothing_passes_in_an_unknown_tier if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		content := testing.content(monitoring.rules) with input as testing.release("tier", value)

		# Where no signal can be told to be extra, every alert needs a runbook.
		content - {"runbook_missing"} == set()
	}
}

test_no_test_is_recent_without_a_day if {
	every value in testing.wrong {
		content({"alert_untested"}) == set() with input as testing.fact("now", value)
	}
}

test_signals_that_no_dashboard_shows if {
	monitoring.rules.dashboard_missing == testing.finds(6, [
		testing.finding("drift", ["monitoring", "dashboards"], {"question": data.signals.drift}),
		testing.finding("decisions", ["monitoring", "dashboards"], {"question": data.signals.decisions}),
		testing.finding("quality", ["monitoring", "dashboards"], {"question": data.signals.quality}),
	]) with input as with_dashboards([{"id": "service", "source": "x.json", "covers": ["errors", "latency", "traffic"]}])
}

test_a_dashboard_without_source_or_list_shows_nothing if {
	every fields in [{"source": ""}, {"source": null}, {"covers": "errors"}, {"covers": null}] {
		all_signals := ["errors", "latency", "traffic", "drift", "quality", "decisions"]
		dashboard := object.union(object.remove({"id": "x", "source": "x.json", "covers": all_signals}, object.keys(fields)), fields)
		count(monitoring.rules.dashboard_missing.findings) == 6 with input as with_dashboards([dashboard])
	}
}

test_a_signal_without_alert if {
	monitoring.rules.alert_missing == testing.finds(
		6,
		[testing.finding("errors", ["monitoring", "alerts"], {"question": data.signals.errors})],
	) with input as with_alerts([alert | some alert in alerts; alert.signal != "errors"])
}

test_an_alert_without_condition_watches_nothing if {
	monitoring.rules.alert_missing == testing.finds(
		6,
		[testing.finding("errors", ["monitoring", "alerts"], {"question": data.signals.errors})],
	) with input as with_alerts(testing.without(alerts, errors, "condition"))
}

test_an_alert_without_runbook if {
	finding := testing.finding(alerts[errors].id, ["monitoring", "alerts", errors], {})
	every list in [testing.without(alerts, errors, "runbook"), testing.patched(alerts, errors, {"runbook": " "})] {
		monitoring.rules.runbook_missing == testing.finds(6, [finding]) with input as with_alerts(list)
	}
}

test_an_alert_that_nobody_saw_fire if {
	cases := [
		[{"outcome": "silent", "on": "2026-11-12"}, "2026-11-12", "silent"],
		[{"outcome": "fired", "on": too_old}, too_old, "fired"],
		[{"outcome": "fired", "on": "2026-11-24"}, "2026-11-24", "fired"],
		[{"outcome": "fired"}, "nothing", "fired"],
		[{"on": "2026-11-12"}, "2026-11-12", "nothing"],
		["fired", "fired", "fired"],
		[null, "nothing", "nothing"],
	]
	every example in cases {
		[tested, on, outcome] := example
		list := testing.patched(testing.without(alerts, errors, "tested"), errors, {"tested": tested})
		monitoring.rules.alert_untested == testing.finds(6, [testing.finding(
			alerts[errors].id,
			["monitoring", "alerts", errors],
			{"on": on, "outcome": outcome, "days": days},
		)]) with input as with_alerts(list)
	}
	count(monitoring.rules.alert_untested.findings) == 1 with input as with_alerts(testing.without(alerts, errors, "tested"))
}

test_an_alert_on_something_else_is_the_teams_own_affair if {
	own := {"id": "queue", "signal": "queue-length", "condition": "above 100"}
	monitoring.rules.runbook_missing == testing.passes(6) with input as with_alerts(array.concat(alerts, [own]))
	monitoring.rules.alert_untested == testing.passes(6) with input as with_alerts(array.concat(alerts, [own]))
}

test_a_low_tier_tests_no_alerts if {
	monitoring.rules.alert_untested == testing.not_applicable with input as testing.releases({
		"tier": "low",
		"profiles": [],
		"traits": testing.traits([]),
	})
}
