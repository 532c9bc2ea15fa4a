// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// TestRestoredViews shows what a plan and a run say of views whose names a line rewrites in its own way; the golden files
// hold the texts.
func TestRestoredViews(t *testing.T) {
	t.Parallel()
	for line, readsBack := range map[string]string{"3.0": "~`stage_archive`", "4.0": "!`crm`", "4.1": "~`crm`"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			s := newStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond, Profile: line})
			s.richShop()
			s.exec(customersTable("shop", "shop_archive", oneReplica))
			s.exec("CREATE VIEW `shop`.`v_old` AS SELECT a.`id` FROM `shop`.`shop_archive` a JOIN `crm`.`people` p ON a.`id` = p.`id`")
			s.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "monday"}))
			views := with(stageRestore, obj{"exclude_tables": []string{"clicks", "v_people"}})
			x := s.thing("doris_restore")
			_, result := x.plan(views)
			golden(t, "views_plan_"+line, plain(diagnosticsText(result.diags)))
			x.again()
			golden(t, "views_after_"+line, plain(diagnosticsText(x.apply(t.Context(), views))))
			s.answers(t, "stage", map[string]string{"SHOW CREATE VIEW `{db}`.`v_old`": readsBack})
		})
	}
}
