CREATE INDEX `connections_unaccepted` ON `connections` (`created_at`) WHERE "connections"."status" <> 'accepted';--> statement-breakpoint
CREATE INDEX `reports_closed` ON `reports` (`closed_at`) WHERE "reports"."evidence" is null;--> statement-breakpoint
CREATE INDEX `sessions_over` ON `sessions` (case when "ended_at" is null then "expires_at" else "ended_at" end);