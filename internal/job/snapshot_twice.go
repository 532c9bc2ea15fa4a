// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

// describeTwins says whose the info files under one label are, as far as they can be read.
func (o *operation) describeTwins(label string, timestamps []string) []string {
	var twins []string
	for _, timestamp := range timestamps {
		details, err := o.r.cluster.SnapshotDetails(o.bound, o.repository, label, timestamp)
		if err != nil || details == nil {
			twins = append(twins, timestamp)
			continue
		}
		twins = append(twins, details.Database+" at "+instant(details.BackupTime))
	}
	return twins
}
