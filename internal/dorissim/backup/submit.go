// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// submission is what BACKUP and RESTORE have in common.
type submission struct {
	database   string
	databaseID int64
	label      string
	repository *Repository
	timeout    time.Duration
}

// checkLabel is the first check of BACKUP and RESTORE: database and label (DORIS.md "Names"; recorded: backup_bad).
func (h *Handler) checkLabel(session Session, database, label string) (string, *profile.Error) {
	if database == "" {
		database = session.Database
	}
	if database == "" {
		return "", h.profile.NoDatabase()
	}
	if !regexp.MustCompile(h.profile.Label).MatchString(label) {
		return "", h.profile.Err(profile.Analysis, "Label format error. regex: %s, label: %s", h.profile.Label, label)
	}
	return database, nil
}

// checkRefs is what the list of a statement may not hold; it sorts the list by name, as Doris does.
func (h *Handler) checkRefs(list *sql.ObjectList) ([]sql.ObjectRef, *profile.Error) {
	if list == nil {
		return nil, nil
	}
	seen := map[string]bool{}
	for _, ref := range list.Refs {
		if ref.Name.Database != "" {
			return nil, h.profile.Err(profile.Analysis,
				"Cannot specify database name on backup objects: %s. Specify database name before label", ref.Name.Table)
		}
		if seen[ref.Name.Table] {
			return nil, h.profile.Err(profile.Analysis, "Duplicated table: %s", ref.Name.Table)
		}
		seen[ref.Name.Table] = true
	}
	refs := slices.Clone(list.Refs)
	slices.SortStableFunc(refs, func(a, b sql.ObjectRef) int { return strings.Compare(a.Name.Table, b.Name.Table) })
	return refs, nil
}

// checkTimeout reads the property timeout: seconds, at least 600. On 4.x a good value ends in an exception
// (DORIS.md "The property timeout"; recorded: backup_timeout_property).
func (h *Handler) checkTimeout(properties sql.Properties, breaks bool) (time.Duration, *profile.Error) {
	text, given := properties.Get("timeout")
	if !given {
		return time.Duration(h.config("backup_job_default_timeout_ms", 86_400_000)) * time.Millisecond, nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		return 0, h.profile.Err(profile.Common, "Invalid timeout format: %s", text)
	case seconds < 600:
		return 0, h.profile.Err(profile.Common, "timeout must be at least 10 min")
	case breaks:
		return 0, h.profile.Err(profile.Analysis, "java.lang.UnsupportedOperationException")
	}
	return time.Duration(seconds) * time.Second, nil
}

// unknownProperties names the keys that a statement does not know, in the order of Java's map.
func unknownProperties(properties sql.Properties, known ...string) string {
	var unknown []string
	for _, p := range properties {
		if !slices.Contains(known, p.Key) {
			unknown = append(unknown, p.Key)
		}
	}
	if unknown == nil {
		return ""
	}
	return "[" + strings.Join(profile.HashOrder(unknown, 16), ", ") + "]"
}

// booleanProperty reads true or false in any case.
func (h *Handler) booleanProperty(properties sql.Properties, key string) (bool, *profile.Error) {
	text, given := properties.Get(key)
	switch {
	case !given, strings.EqualFold(text, "false"):
		return false, nil
	case strings.EqualFold(text, "true"):
		return true, nil
	}
	return false, h.profile.Err(profile.Common, "Invalid boolean property %s value: %s", key, text)
}

// submit runs create under the one lock of submissions, after the checks that BACKUP and RESTORE share, in Doris's order:
// repository, database, lock, running job (DORIS.md "One job per database"; recorded: backup_busy).
func (h *Handler) submit(ctx context.Context, s submission, repository string, create func(submission) (job, *profile.Error)) *profile.Error {
	s.repository = h.repos.get(repository)
	if repository == keepOnLocal {
		s.repository = h.repos.local
	}
	if s.repository == nil {
		return h.profile.Err(profile.Common, "Repository %s does not exist", repository)
	}
	id, ok := h.catalog.DatabaseID(s.database)
	if !ok {
		return h.profile.UnknownDatabase(s.database)
	}
	s.databaseID = id
	unlock, err := h.lockSubmission(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := h.checkRunning(s); err != nil {
		return err
	}
	j, err := create(s)
	if err != nil {
		return err
	}
	h.remember(j)
	h.faults.entered(j.head().kind, statePending)
	return nil
}

// checkRunning refuses a second job of the database.
func (h *Handler) checkRunning(s submission) *profile.Error {
	running := h.history.last(s.databaseID)
	if running == nil {
		return nil
	}
	head := running.head()
	head.Lock()
	defer head.Unlock()
	if head.isDone() {
		return nil
	}
	if !h.profile.BusyNamesJobs {
		return h.profile.Err(profile.Common, "Can only run one backup or restore job of a database at same time")
	}
	return h.profile.Err(profile.Common, "Can only run one backup or restore job of a database at same time "+
		", current running: label = %s jobId = %d, to run label = %s", head.label, head.id, s.label)
}

// newHead is a job as it is right after its submission.
func (h *Handler) newHead(kind string, s submission) jobHead {
	return jobHead{
		handler: h, kind: kind, id: -1, label: s.label, database: s.database, databaseID: s.databaseID,
		repository: s.repository, state: statePending, created: h.now(), timeout: s.timeout,
	}
}
