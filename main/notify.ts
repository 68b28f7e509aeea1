/** Quiet notifications of the OS. Where there are none (a server, a container), nothing happens. */
import { Notification } from 'electron'

/** Neither text may hold a secret's name or value: the OS keeps notifications. */
export function notify(title: string, body: string): void {
  if (Notification.isSupported()) new Notification({ title, body, silent: true }).show()
}
