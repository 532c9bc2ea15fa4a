// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package bucket knows how a repository lies in an object store (DORIS.md "Files of a repository"): the names of its files, the JSON in
// them, and the S3 API that holds them. It knows nothing of jobs.
//
//	<location>/__palo_repository_<repository>/
//	  __repo_info                                   who made it and when
//	  __ss_<label>/
//	    __meta.<md5>                                tables and views of the snapshot
//	    __info_<yyyy-MM-dd-HH-mm-ss>.<md5>          the job: written last, so it makes the snapshot complete
//	    __ss_content/__db_<id>/__tbl_<id>/__part_<id>/__idx_<id>/__<tablet>/<file>.<md5>
package bucket
