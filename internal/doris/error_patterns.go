// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import "regexp"

// errorPatterns tell the kind of an answer by its words. Codes are of no use: 3.0 answers 5064 where 4.1 answers 1105
// (DORIS.md "Error codes"). The first pattern that matches decides; patterns are matched against the text without the
// "errCode = 2, detailMessage = " in front. Every message of the recordings is checked against this table.
var errorPatterns = []struct {
	pattern *regexp.Regexp
	kind    Kind
}{
	// Submissions (DORIS.md "One job per database").
	{regexp.MustCompile(`Can only run one backup or restore job of a database`), KindJobRunning},
	{regexp.MustCompile(`Another backup or restore job is being submitted`), KindSubmissionBusy},
	{regexp.MustCompile(`^Snapshot with name .* already exist in repository`), KindSnapshotExists},
	{regexp.MustCompile(`Expected one file with path`), KindSnapshotMissing}, // "Failed to get info of snapshot 'l' because: Expected ..."
	// Downloads of a file that is not what its name says (source: Repository.download, getSnapshotInfoFile).
	{regexp.MustCompile(`^Failed to .*(md5sum does not equal|file name should contains checksum|Failed to create job info from file)`), KindSnapshotDamaged},
	{regexp.MustCompile(`^Failed to read info from local file`), KindSnapshotDamaged},
	{regexp.MustCompile(`does not exist in snapshot`), KindNotInSnapshot},
	// CANCEL (DORIS.md "CANCEL").
	{regexp.MustCompile(`No (backup|restore)( job)? is currently running`), KindNoJob},
	{regexp.MustCompile(`can not be cancelled\. state:`), KindNotCancellable},
	// Repositories (DORIS.md "CREATE REPOSITORY", "ALTER REPOSITORY", "DROP REPOSITORY", "Rows of SHOW SNAPSHOT").
	{regexp.MustCompile(`repository with same name already exist`), KindRepositoryExists},
	{regexp.MustCompile(`^Repository (\S+ )?does not exist`), KindRepositoryMissing},
	{regexp.MustCompile(`^repository not exist`), KindRepositoryMissing},
	{regexp.MustCompile(`^Repository \S+ is read only`), KindRepositoryReadOnly},
	{regexp.MustCompile(`job is running on this repository`), KindRepositoryBusy},
	{regexp.MustCompile(`failed to connect to the repo`), KindRepositoryPing},
	{regexp.MustCompile(`^Repo can not ping with new`), KindRepositoryPing},
	{regexp.MustCompile(`^Repository ping failed with new`), KindRepositoryPing},
	{regexp.MustCompile(`Failed to list snapshot in repo`), KindRepositoryUnreadable},
	{regexp.MustCompile(`^(ERROR: )?Failed to get info`), KindRepositoryUnreadable}, // for any other reason than a missing file
	// Names.
	{regexp.MustCompile(`^Unknown database '`), KindUnknownDatabase},
	{regexp.MustCompile(`database doesn't exist$`), KindUnknownDatabase},
	{regexp.MustCompile(`^Unknown table '`), KindUnknownTable},
	{regexp.MustCompile(`^Table \[.*\] does not exist in database`), KindUnknownTable},
	{regexp.MustCompile(`^Unknown column '`), KindUnknownColumn},
	{regexp.MustCompile(`^Database \[.*\] does not exist`), KindUnknownDatabase}, // SELECT
	{regexp.MustCompile(`^Unknown partition .* in table`), KindUnknownPartition},
	// Rights (DORIS.md "Privileges"); "denied" alone is what 4.x says to BACKUP in cloud mode (DORIS.md "Decoupled storage").
	{regexp.MustCompile(`^Access denied`), KindAccessDenied},
	{regexp.MustCompile(` denied to user`), KindAccessDenied},
	{regexp.MustCompile(`^Permission denied: user`), KindAccessDenied}, // queries on 2.1 and newer, of a table or a column
	{regexp.MustCompile(`^denied$`), KindUnsupportedOperation},
	{regexp.MustCompile(`UnsupportedOperationException`), KindUnsupportedOperation},
	{regexp.MustCompile(`^Unsupported operation`), KindUnsupportedOperation},
	{regexp.MustCompile(`not supported by the cloud mode`), KindUnsupportedOperation},
	{regexp.MustCompile(`only supported for cloud mode`), KindUnsupportedOperation},
	{regexp.MustCompile(`^not supported now\.`), KindUnsupportedOperation},
	{regexp.MustCompile(`experimental feature in cloud mode`), KindUnsupportedOperation},
	// Queries without a backend that computes them (recorded: properties_read, skipped_objects); "no queryable replica"
	// is what dead backends look like to a query of a table.
	{regexp.MustCompile(`No backend available as scan node`), KindNoBackend},
	{regexp.MustCompile(`There is no scanNode Backend available`), KindNoBackend},
	{regexp.MustCompile(`^send (fragments|execution start) failed`), KindNoBackend},
	{regexp.MustCompile(`(?i)^timeout when waiting for .* rpc\b`), KindNoBackend}, // a backend that takes a query and is silent (doris#44341)
	{regexp.MustCompile(`no queryable replica`), KindNoBackend},
	{regexp.MustCompile(`(?i)\bquery (is )?timeout\b`), KindQueryTimeout},     // "query timeout, query id = ..." (doris#19972)
	{regexp.MustCompile(`^Partition state is not NORMAL`), KindPartitionBusy}, // DORIS.md "While a restore runs"
	{regexp.MustCompile(`state is [A-Z_]+, cannot be dropped`), KindTableBusy},
	// Frontends that cannot reach their master yet have done nothing; a broken forward may have reached it.
	{regexp.MustCompile(`is not ready, please wait`), KindNotMaster},
	{regexp.MustCompile(`Failed to get master client`), KindNotMaster},
	{regexp.MustCompile(`(?i)\bnot (the )?master\b`), KindNotMaster},
	{regexp.MustCompile(`^(\w+, msg: )?(org\.apache\.thrift\.transport\.)?TTransportException`), KindConnectionLost},
	{regexp.MustCompile(`forward to master FE .*: failed`), KindConnectionLost}, // FEOpExecutor.java: the master went while it was asked
	{regexp.MustCompile(`the command may be succeed`), KindConnectionLost},      // JournalObservable.java: it did, and is not replayed here yet
	{regexp.MustCompile(`^Lost connection to MySQL server`), KindConnectionLost},
	// Parsers, new and old.
	{regexp.MustCompile(`^(mismatched|extraneous) input`), KindSyntax},
	{regexp.MustCompile(`^no viable alternative at input`), KindSyntax},
	{regexp.MustCompile(`^missing .* at '`), KindSyntax},
	{regexp.MustCompile(`^Syntax error in line`), KindSyntax},
	{regexp.MustCompile(`ParseException`), KindSyntax},
}

// kindOfMessage classifies a text that detailMessage returned.
func kindOfMessage(text string) Kind {
	for _, message := range errorPatterns {
		if message.pattern.MatchString(text) {
			return message.kind
		}
	}
	return KindOther
}
