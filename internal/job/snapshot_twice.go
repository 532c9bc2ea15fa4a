// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "time"

// Twin is one of several backups under one name. Database is "" where its info file cannot be read.
type Twin struct {
	Timestamp string
	Database  string
	TakenAt   time.Time
}

// twins says whose the info files under one label are, as far as they can be read.
func (o *operation) twins(label string, timestamps []string) []Twin {
	var twins []Twin
	for _, timestamp := range timestamps {
		twin := Twin{Timestamp: timestamp}
		if details, err := o.r.cluster.SnapshotDetails(o.bound, o.repository, label, timestamp); err == nil && details != nil {
			twin.Database, twin.TakenAt = details.Database, details.BackupTime
		}
		twins = append(twins, twin)
	}
	return twins
}
