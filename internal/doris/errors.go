// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind classifies what went wrong, by the text after "detailMessage = " (DORIS.md "Error codes": codes are useless on 4.x).
type Kind int

// The kinds of errors that callers tell apart.
const (
	KindOther                Kind = iota
	KindUnreachable               // no frontend accepted a connection: nothing was sent (see Unreachable)
	KindConnectionLost            // the connection broke after the statement was sent: its outcome is unknown
	KindAccessDenied              // a privilege is missing (DORIS.md "Privileges")
	KindUnknownDatabase           // "Unknown database 'x'"
	KindUnknownTable              // "Unknown table 'x'"
	KindUnknownColumn             // "Unknown column 'x' in 'table list'" (recorded: identity)
	KindUnknownPartition          // "Unknown partition p in table..."
	KindRepositoryMissing         // "Repository x does not exist", "repository not exist."
	KindRepositoryExists          // "repository with same name already exist"
	KindRepositoryReadOnly        // "Repository x is read only"
	KindRepositoryBusy            // "Backup or restore job is running on this repository"
	KindRepositoryUnreadable      // "Failed to list snapshot in repo", "Failed to get info" for any other reason
	KindRepositoryPing            // CREATE: "failed to connect to the repo" although registered (DORIS.md "CREATE REPOSITORY", step 7); ALTER: new properties refused, nothing changed
	KindSnapshotExists            // "Snapshot with name 'x' already exist in repository"
	KindSnapshotMissing           // RESTORE: "Failed to get info of snapshot ... Expected one file with path"
	KindSnapshotDamaged           // its info file is not what was uploaded: "md5sum does not equal", "Failed to read info from local file"
	KindJobRunning                // "Can only run one backup or restore job of a database at same time"
	KindSubmissionBusy            // "Another backup or restore job is being submitted": not submitted, try again
	KindNoJob                     // CANCEL: "No backup job is currently running", "No restore is currently running"
	KindNotCancellable            // CANCEL: "can not be cancelled. state: X"
	KindNotMaster                 // a follower that cannot forward, or a frontend that is starting
	KindNotInSnapshot             // RESTORE: "Table t does not exist in snapshot s", "Partition p of table t does not exist in snapshot"
	KindUnsupportedOperation      // "UnsupportedOperationException" (timeout property on 4.x, DORIS.md "The property timeout"), cloud mode
	KindNoBackend                 // a query needs a backend to compute and none does (recorded: properties_read)
	KindQueryTimeout              // SELECT: it ran longer than query_timeout, which says nothing about the data
	KindPartitionBusy             // SELECT: "Partition state is not NORMAL" while a restore holds it (DORIS.md "While a restore runs")
	KindTableBusy                 // DROP: "state is RESTORE, cannot be dropped" (recorded: table_states)
	KindSyntax                    // parser errors
	KindCancelled                 // the caller's context ended before anything was sent, or while a read waited
)

// Error is what Doris answered, or why it could not be asked.
type Error struct {
	Kind      Kind
	Message   string // Doris's own words after "detailMessage = ", scrubbed of secrets
	Code      uint16 // MySQL error code; for messages only
	Statement string // what was asked, without values: "BACKUP SNAPSHOT", "CREATE REPOSITORY dr_main"
	Endpoint  string // frontend that answered
	cause     error
	receiver  string // KindConnectionLost of a submission: the master that it went to; "" = not known
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns the underlying error, for errors.Is on context errors.
func (e *Error) Unwrap() error { return e.cause }

// Unreachable says why no frontend could be used: one attempt per endpoint.
type Unreachable struct {
	Attempts []Attempt
	cause    error
}

// Attempt is one endpoint that did not answer and why, in plain words: "connection refused", "no answer within 10s".
type Attempt struct {
	Endpoint, Reason string
}

// Error reads "fe1:9030 (connection refused), fe2:9030 (no answer within 10s)".
func (u *Unreachable) Error() string {
	parts := make([]string, 0, len(u.Attempts))
	for _, attempt := range u.Attempts {
		parts = append(parts, fmt.Sprintf("%s (%s)", attempt.Endpoint, attempt.Reason))
	}
	return strings.Join(parts, ", ")
}

// Unwrap returns the error of the caller's context when that ended the attempts, else nil.
func (u *Unreachable) Unwrap() error { return u.cause }

// Crowded reports whether a frontend would have let the user in but for the number of connections: max_user_connections of
// the user, or qe_max_connection of the frontend, is used up.
func (u *Unreachable) Crowded() bool {
	return slices.ContainsFunc(u.Attempts, func(a Attempt) bool { return tooMany.MatchString(a.Reason) })
}

// KindOf returns the kind of err, KindOther when it is none of ours. Unreachable is KindUnreachable.
func KindOf(err error) Kind {
	if _, ok := errors.AsType[*Unreachable](err); ok {
		return KindUnreachable
	}
	if answer, ok := errors.AsType[*Error](err); ok {
		return answer.Kind
	}
	return KindOther
}

// LoginRefused reports whether user name or password are wrong, the password has expired or the account is locked. It is
// KindAccessDenied as well: no statement would do.
func LoginRefused(err error) bool {
	answer, ok := errors.AsType[*Error](err)
	return ok && refusesLogin(answer.Code)
}

// PasswordExpired reports that a login was refused because the password is too old (PASSWORD_EXPIRE of the user).
func PasswordExpired(err error) bool { return answered(err, passwordExpired) }

// AccountLocked reports that too many logins failed before (FAILED_LOGIN_ATTEMPTS of the user).
func AccountLocked(err error) bool { return answered(err, accountLocked) }

func answered(err error, code uint16) bool {
	answer, ok := errors.AsType[*Error](err)
	return ok && answer.Code == code
}
