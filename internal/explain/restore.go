// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// doubledText: patterns in tables take what has the new name of another table.
func doubledText(e *job.Error, doubled job.DoubledNames) Text {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(doubled)) {
		texts = append(texts, fmt.Sprintf("%q for %q", name, doubled[name]))
	}
	return Text{
		Attribute: "rename",
		Summary:   "Two tables get the same name",
		Happened: fmt.Sprintf("%s takes new names that other tables of it have in the snapshot: %s. Doris refuses that, even where the other gets a new name as well.",
			subject(e), strings.Join(texts, ", ")),
		Next: "Choose other names, leave the other tables out of tables, or restore them in another resource.",
	}
}

// unpreparedText: the frontend throws at each attempt to begin the restore, and says so in its log only.
func unpreparedText(e *job.Error) Text {
	t := Text{
		Attribute: "snapshot",
		Summary:   "Doris cannot begin the restore",
		Happened:  subject(e) + " stays PENDING and gets a new job id at every look: the master frontend fails on it each time.",
		Doris:     "no error here; the log of the master frontend (fe.warn.log) has it.",
		Next: "Most often a newer line of Doris wrote the snapshot, and this one cannot read it: restore it into a cluster of that line or a newer one. " +
			"Otherwise look into the log, then apply again.",
	}
	if e.Resubmitted {
		t.Happened += " It was cancelled and submitted once more, with the same result."
	}
	if e.Cancelled {
		t.Happened += " It was cancelled in the end, because it would hold up other jobs; nothing was restored."
	} else {
		t.Happened += " It was not touched."
		t.Next = "Stop it, because it holds up other jobs: " + cancelOf(e) + " " + t.Next
	}
	return t
}

// RenameAlone stands behind every advice to rename: before the fix of apache/doris#48820 the cancel of a restore of several
// objects may remove the live table of the old name.
const RenameAlone = "(before Doris 4.0 in a doris_restore of its own)"

// restoreAdvices say what to do next by Doris's words, of a restore that it cancelled or refused (DORIS.md "Properties of RESTORE", "How jobs fail", "What a restore finds",
// 7.3; recorded: restore_bad, restore_over_existing). The first that matches holds; $1 is what a pattern captures.
var restoreAdvices = []struct {
	pattern *regexp.Regexp
	next    string
}{
	{regexp.MustCompile(`View (\S+) already exist but with different schema`), `Drop view "$1" of the database, or leave it out with exclude_tables; or, from Doris 4.0 on, set atomic_restore and force_replace; then apply again.`},
	{regexp.MustCompile(`already exist but with different schema|partition type is different`), "Rename or drop the table, or set atomic_restore and force_replace; then apply again."},
	{
		regexp.MustCompile(`different partition item|conflict partition item`),
		"The table that is there divides its partitions otherwise: rename or drop it, restore under another name with rename " + RenameAlone + ", or set atomic_restore and force_replace; then apply again.",
	},
	{regexp.MustCompile(`No partition exist in single partitioned table`), "The table that is there was created under another name: rename or drop it, or set atomic_restore and force_replace; then apply again."},
	{
		regexp.MustCompile(`different replication num '(\d+)'`),
		"Set replication_num = $1, the number of the table that is there; or, from Doris 4.0 on, set atomic_restore; then apply again.",
	},
	{
		regexp.MustCompile(`Restore table (\S+) with colocate group .* failed`),
		"The colocate group of $1 is in the database already, with other buckets, columns or replicas: ask for the group's number of replicas, or remove reserve_colocate and put the table into a group afterwards; then apply again.",
	},
	{regexp.MustCompile(`colocate group`), "Doris restores neither over a colocated table nor, with reserve_colocate, one over a table that is there: take that out of its group and remove reserve_colocate, or restore under another name with rename " + RenameAlone + "; then apply again."},
	{
		regexp.MustCompile(`unfinished load job`),
		"Loads into the table are not done: wait for their end, or set atomic_restore, which lets them go on; then apply again.",
	},
	{regexp.MustCompile(`atomic restore`), "Another atomic restore holds the table: wait for its end, then apply again."},
	{regexp.MustCompile(`state is not NORMAL`), "Another operation holds the table: wait for its end, then apply again."},
	{
		regexp.MustCompile(`temp partitions`),
		"Drop the temporary partitions of the tables that are there (ALTER TABLE ... DROP TEMPORARY PARTITION ...), or restore under other names with rename " + RenameAlone + "; then apply again.",
	},
	{
		regexp.MustCompile(`Only support res?tore OLAP table|different type of backup meta|same as type of remote table`),
		"The object that is there is of another kind than the table of the snapshot: rename or drop it, or restore under another name with rename " + RenameAlone + "; then apply again.",
	},
	{regexp.MustCompile(`cloud mode don't allow restore on`), "In a storage-compute decoupled cluster Doris restores only what does not exist: restore into a new database, or under other names with rename " + RenameAlone + "; then apply again."},
	{regexp.MustCompile(`light_schema_change`), "Exclude the table with exclude_tables: it was created with light_schema_change = false, which storage-compute decoupled clusters cannot restore; then apply again."},
	{regexp.MustCompile(`Expected one file with path`), "The snapshot's files are not there once: two backups share its name, or somebody deleted some. Choose another snapshot."},
	{
		regexp.MustCompile(`Failed to create replicas|failed to create replicas|replica.* timeout`),
		"Look at the backends (SHOW BACKENDS; and their logs), which could not create the replicas; then apply again.",
	},
	{regexp.MustCompile(`already exist in db`), "A table of that name was created while the restore ran, and Doris may have dropped it with what the restore created: look whether it is there; then apply again."},
	{regexp.MustCompile(`Failed create backup meta from file|md5sum does not equal`), "This Doris cannot read the snapshot's meta file: a newer line wrote it, or it is damaged. Restore it into a cluster of that line or a newer one, or choose another snapshot; then apply again."},
	{regexp.MustCompile(`exceed limit usage`), "A disk of a backend is too full for a restore: free space on it, or move tablets to another one; then apply again."},
	{regexp.MustCompile(`(database|table|partition|tablet|index) \d+ (has been dropped|does not exist)`), "Somebody dropped it while the restore ran: apply again."},
	{
		regexp.MustCompile(`^\[?TIMEOUT`),
		"Raise job_timeout, where this Doris takes it, or as an administrator run: " + SetConfig("backup_job_default_timeout_ms", "172800000") + " then apply again.",
	},
	{regexp.MustCompile(`user cancelled`), "Somebody cancelled it. A cancelled restore changes nothing and uses nothing up: apply again."},
}

// TooFewBackends are Doris's words when replicas do not fit (recorded: restore_bad; DORIS.md "What a restore finds").
var (
	TooFewBackends    = regexp.MustCompile(`Failed to find enough backend|number of available backends`)
	availableBackends = regexp.MustCompile(`available backend num is (\d+)`)
)

// restoreAdvice picks the next step from what Doris says of a cancelled restore.
func restoreAdvice(e *job.Error) string {
	text := DorisWords(e)
	if TooFewBackends.MatchString(text) {
		return fewerReplicas(e, text)
	}
	for _, advice := range restoreAdvices {
		if match := advice.pattern.FindStringSubmatch(text); match != nil {
			if len(match) > 1 {
				return strings.ReplaceAll(advice.next, "$1", match[1])
			}
			return advice.next
		}
	}
	return "A cancelled restore changes nothing and uses nothing up: correct the cause and apply again."
}

// fewerReplicas names the number of replicas that fits, where Doris or the list of backends tells it.
func fewerReplicas(e *job.Error, text string) string {
	counted := job.DetailOf[job.Replicas](e)
	fit, why := counted.Fit, "so many backends are alive"
	if match := availableBackends.FindStringSubmatch(text); match != nil { // of all tags
		if n, err := strconv.Atoi(match[1]); err == nil && (fit == 0 || n < fit) {
			fit = n
		}
	}
	switch {
	case counted.OnHosts:
		why = "so many hosts have backends that are alive, and each takes one replica of a tablet"
	case counted.Fit > 0 && counted.Tag != "" && counted.Tag != DefaultTag:
		return fmt.Sprintf("The backends have other tags: set %s, because so many are alive, or add backends; then apply again.", AllocationFor(counted.Tag, int64(counted.Fit)))
	}
	if fit == 0 {
		return "Set replication_num to a number of replicas that this cluster can hold, such as replication_num = 1; then apply again."
	}
	return fmt.Sprintf("Set replication_num = %d, because %s, or add backends; then apply again.", fit, why)
}

var (
	unknownProperties = regexp.MustCompile(`Unknown restore job properties: \[(.*)\]`)
	wrongProperty     = regexp.MustCompile(`Invalid (?:boolean property (\S+) value|(meta) version format)`)
	deniedVault       = regexp.MustCompile(`USAGE denied to user`)
)

// refusedRestore explains what RESTORE says at once to an argument that this cluster does not have.
func refusedRestore(e *job.Error, p Provider) (text Text, ok bool) {
	if e.Kind != "restore" {
		return Text{}, false
	}
	answer := DorisWords(e)
	text = Text{Happened: subject(e) + " was not submitted.", Doris: QuoteOr(answer, "no reason.")}
	switch match := unknownProperties.FindStringSubmatch(answer); {
	case match != nil:
		return text.withUnknown(strings.Split(match[1], ", ")), true
	case wrongProperty.MatchString(answer):
		text.Attribute, text.Summary, text.Next = "properties", "A property of RESTORE is not valid", "Correct the property and apply again."
	case strings.HasPrefix(answer, "not supported now."):
		text.Summary = "Not in a storage-compute decoupled cluster"
		text.Next = "Remove atomic_restore, force_replace and reserve_colocate, which Doris does not have in such clusters; then apply again."
	case strings.Contains(answer, "experimental feature in cloud mode"):
		text.Summary = "Restores are switched off in this cluster"
		text.Next = "As an administrator run: " + SetConfig("experimental_enable_cloud_restore_job", "true") + " then apply again."
	case strings.HasPrefix(answer, "Unsupported operation"), strings.Contains(answer, "not supported by the cloud mode"):
		text.Summary = "This cluster cannot restore"
		text.Next = "Doris 3.0 has no BACKUP and no RESTORE in storage-compute decoupled clusters: upgrade to 3.1 or newer, or restore into another cluster."
	case deniedVault.MatchString(answer):
		text.Attribute, text.Summary = "storage_vault_name", "The Doris user lacks a privilege"
		text.Next = fmt.Sprintf("As an administrator run: GRANT USAGE_PRIV ON STORAGE VAULT '...' TO '%s'; with the name of the vault, then apply again.", p.Username)
	case TooFewBackends.MatchString(answer):
		text.Attribute, text.Summary, text.Next = "replication_allocation", "There are not enough backends", fewerReplicas(e, answer)
	default:
		return Text{}, false
	}
	return text, true
}

// withUnknown says which arguments or properties this Doris does not know. It has read all others by then.
func (t Text) withUnknown(properties []string) Text {
	arguments := make([]string, len(properties))
	t.Attribute, t.Summary = "properties", "This Doris does not have the property"
	for i, property := range properties {
		arguments[i] = fmt.Sprintf("%q from properties", property)
		if argument, known := RestoreArguments[property]; known {
			arguments[i] = argument
			if t.Attribute == "properties" {
				t.Attribute, t.Summary = argument, "This Doris does not have the argument"
			}
		}
	}
	t.Next = fmt.Sprintf("Remove %s, or upgrade; then apply again.", strings.Join(arguments, " and "))
	return t
}

// refusedTimeout explains "UnsupportedOperationException" to a statement with the property timeout (DORIS.md "The property timeout").
func refusedTimeout(e *job.Error) (text Text, ok bool) {
	if doris.KindOf(e.Cause) != doris.KindUnsupportedOperation || !e.JobTimeout {
		return Text{}, false
	}
	return Text{
		Attribute: "job_timeout",
		Summary:   "This Doris does not have the argument",
		Happened:  fmt.Sprintf("%s was not submitted: this cluster refuses the property timeout, which job_timeout sets.", subject(e)),
		Doris:     QuoteOr(DorisWords(e), "no reason."),
		Next:      "Remove job_timeout and apply again.",
	}, true
}

// RestoreArguments are the properties of RESTORE that arguments set (DORIS.md "Properties of RESTORE").
var RestoreArguments = map[string]string{
	"backup_timestamp": "backup_timestamp", "timeout": "job_timeout", "replication_num": "replication_num",
	"replication_allocation": "replication_allocation", "reserve_replica": "reserve_replica", "reserve_colocate": "reserve_colocate",
	"reserve_dynamic_partition_enable": "reserve_dynamic_partition_enable", "atomic_restore": "atomic_restore",
	"force_replace": "force_replace", "clean_tables": "clean_tables", "clean_partitions": "clean_partitions",
	"storage_vault_name": "storage_vault_name",
}

// DefaultTag is where replication_num puts its replicas.
const DefaultTag = "default"

// AllocationFor writes a number of replicas as replication_allocation does.
func AllocationFor(tag string, replicas int64) string {
	return fmt.Sprintf("replication_allocation = %q", fmt.Sprintf("tag.location.%s: %d", tag, replicas))
}
