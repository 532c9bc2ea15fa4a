// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package report

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

var (
	// ErrTimestamp: the text is no timestamp of a snapshot.
	ErrTimestamp = errors.New("not a timestamp as SHOW SNAPSHOT prints it: yyyy-mm-dd-hh-mm-ss")
	// ErrZone: nobody knows the zone.
	ErrZone = errors.New("not a time zone as Doris knows it: a name such as Europe/Berlin, an offset such as +08:00, or CST for China")
	// ErrSkipped: clocks were set forward over that time.
	ErrSkipped = errors.New("there is no such time in this zone: clocks were set forward over it")
)

var offset = regexp.MustCompile(`^([+-])(\d{1,2}):(\d\d)$`)

// Instant is when a snapshot with that timestamp was taken, in UTC. zone is the global time_zone of the frontends, in which
// timestamps are written (recorded: time_zones). A time that came twice, when clocks were set back, is the first of the two.
func Instant(timestamp, zone string) (time.Time, error) {
	location, err := zoneOf(zone)
	if err != nil {
		return time.Time{}, err
	}
	const layout = "2006-01-02-15-04-05"
	at, err := time.ParseInLocation(layout, timestamp, location)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is %w", timestamp, ErrTimestamp)
	}
	if at.Format(layout) != timestamp {
		return time.Time{}, fmt.Errorf("%q: %w", timestamp, ErrSkipped)
	}
	for _, back := range []time.Duration{time.Hour, 30 * time.Minute} { // clocks go back by one of these
		if earlier := at.Add(-back); earlier.Format(layout) == timestamp {
			return earlier.UTC(), nil
		}
	}
	return at.UTC(), nil
}

func zoneOf(zone string) (*time.Location, error) {
	if zone == "CST" {
		zone = "+08:00"
	}
	if part := offset.FindStringSubmatch(zone); part != nil {
		hours, _ := strconv.Atoi(part[2])
		minutes, _ := strconv.Atoi(part[3])
		seconds := hours*3600 + minutes*60
		if part[1] == "-" {
			seconds = -seconds
		}
		if hours > 14 || minutes > 59 {
			return nil, fmt.Errorf("%q is %w", zone, ErrZone)
		}
		return time.FixedZone(zone, seconds), nil
	}
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "Local" {
		return nil, fmt.Errorf("%q is %w", zone, ErrZone)
	}
	return location, nil
}
