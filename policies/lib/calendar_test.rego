package lib.calendar_test

import data.lib.calendar

test_a_date_is_found_days_before if {
	cases := [
		["2026-11-23T10:00:00Z", 0, "2026-11-23"],
		["2026-11-23T10:00:00Z", 23, "2026-10-31"],
		["2026-11-23T23:59:59.9Z", 365, "2025-11-23"],
		["2026-03-01T00:00:00Z", 1, "2026-02-28"],
		["2024-03-01T00:00:00Z", 1, "2024-02-29"],
		["2024-02-29T00:00:00Z", 366, "2023-02-28"],
		["2000-03-01T00:00:00Z", 1, "2000-02-29"],
		["2100-03-01T00:00:00Z", 1, "2100-02-28"],
		["2026-01-05T00:00:00Z", 10, "2025-12-26"],
		["1970-01-01T00:00:00Z", 1, "1969-12-31"],
	]
	every example in cases {
		[now, days, date] := example
		calendar.day_before(days) == date with input.now as now
	}
}

test_every_day_around_a_leap_day_has_its_place if {
	every days in numbers.range(0, 100) {
		date := calendar.day_before(days) with input.now as "2024-03-31T12:00:00Z"
		back := calendar.day_number with input.now as date
		back == 19813 - days
	}
}
