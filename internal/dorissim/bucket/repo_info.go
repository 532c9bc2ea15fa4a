// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import "encoding/json"

// RepoInfo is the content of __repo_info: the first cluster that uses a location writes it, others adopt it
// (DORIS.md "CREATE REPOSITORY"). CreateTime is "yyyy-MM-dd HH:mm:ss" in the zone of the session that created the repository.
type RepoInfo struct {
	CreateTime string `json:"create_time"`
	Name       string `json:"name"`
}

// Encode is the text of the file.
func (r RepoInfo) Encode() ([]byte, error) { return encode(r) }

// DecodeRepoInfo reads the text of a file.
func DecodeRepoInfo(content []byte) (RepoInfo, error) {
	var r RepoInfo
	err := json.Unmarshal(content, &r)
	return r, err
}
