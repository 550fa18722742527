# METADATA
# title: Calendar
# description: >-
#   Days without a clock: today is the day of facts.now, in UTC. ISO dates are compared as text, which sorts as time does.
package lib.calendar

today := substring(input.now, 0, 10)

# Whether a date, or a time in UTC, lies within the last `days` days and not in the future. Parts of a second do not count.
within(when, days) if {
	is_string(when)
	when >= day_before(days)
	substring(when, 0, 19) <= substring(input.now, 0, 19)
}

# The date `days` days before today.
day_before(days) := date_of(day_number - days)

# Days since 1970-01-01, after Howard Hinnant's days_from_civil. March is month 0, so that a leap day ends its year.
day_number := (((era * 146097) + (year_of_era * 365)) + (floor(year_of_era / 4) - floor(year_of_era / 100))) + (day_of_year - 719468) if {
	[year_text, month_text, day_text] := split(today, "-")
	month := to_number(month_text)
	year := to_number(year_text) - floor((14 - month) / 12)
	era := floor(year / 400)
	year_of_era := year - (era * 400)
	day_of_year := (floor(((153 * ((month + 9) % 12)) + 2) / 5) + to_number(day_text)) - 1
}

# The reverse, civil_from_days.
date_of(number) := concat("-", [$"{year}", two_digits(month), two_digits(day)]) if {
	shifted := number + 719468
	era := floor(shifted / 146097)
	day_of_era := shifted - (era * 146097)
	leap_days := (floor(day_of_era / 1460) - floor(day_of_era / 36524)) + floor(day_of_era / 146096)
	year_of_era := floor((day_of_era - leap_days) / 365)
	day_of_year := day_of_era - (((365 * year_of_era) + floor(year_of_era / 4)) - floor(year_of_era / 100))
	march_month := floor(((5 * day_of_year) + 2) / 153)
	day := (day_of_year - floor(((153 * march_month) + 2) / 5)) + 1
	month := ((march_month + 2) % 12) + 1
	year := (year_of_era + (era * 400)) + floor((14 - month) / 12)
}

two_digits(number) := substring($"0{number}", count($"{number}") - 1, 2)
