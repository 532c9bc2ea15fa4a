-- A database to try the provider on. The stand-in runs it before the first connection is accepted.
CREATE DATABASE `shop`;
CREATE TABLE `shop`.`orders` (`id` INT, `d` DATE NOT NULL, `amount` INT) DUPLICATE KEY(`id`,`d`)
  PARTITION BY RANGE(`d`) (PARTITION `p2025` VALUES LESS THAN ("2026-01-01"), PARTITION `p2026` VALUES LESS THAN ("2027-01-01"))
  DISTRIBUTED BY HASH(`id`) BUCKETS 2 PROPERTIES("replication_num"="3");
CREATE TABLE `shop`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`)
  DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES("replication_num"="3");
CREATE TABLE `shop`.`tmp_import` (`id` INT, `line` VARCHAR(20)) DUPLICATE KEY(`id`)
  DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES("replication_num"="3");
CREATE VIEW `shop`.`v_orders` AS SELECT `id` FROM `shop`.`orders`;
INSERT INTO `shop`.`orders` VALUES (1, "2025-03-01", 100), (2, "2025-11-20", 250), (3, "2026-01-15", 75), (4, "2026-02-01", 310), (5, "2026-02-02", 40);
INSERT INTO `shop`.`customers` VALUES (1, "Ada"), (2, "Grace"), (3, "Edsger");
INSERT INTO `shop`.`tmp_import` VALUES (1, "half a line");
