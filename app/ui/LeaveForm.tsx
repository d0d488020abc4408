import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

/**
 * A form that signs this browser out. It is sent as a document: its answer clears what the browser keeps, the service worker
 * included, and Chromium then cuts off what a script has asked for, which would wait for ever.
 */
export function LeaveForm({ action, children }: { action?: string; children: ReactNode }) {
  return (
    <Form method="post" reloadDocument {...(action !== undefined && { action })}>
      {children}
    </Form>
  );
}
