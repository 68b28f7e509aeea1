/**
 * One client: frames in, one answer at a time, frames out. While it answers it reads one chunk at most, to hear of the
 * client's end, and nothing while the client does not take its answer, so a client costs little more than a frame each
 * way, and a slow one waits alone.
 */
import type { Socket } from 'node:net'
import type { FrameReader } from '../../../shared/socket-contract.ts'
import type { Log } from '../log.ts'

export interface Limits {
  /** A connection without a request for this long is ended. */
  readonly idleMs: number
  /** A frame must be complete this long after its first byte. */
  readonly frameMs: number
  /** The client must have taken its answer after this long. */
  readonly drainMs: number
}

export interface Conversation {
  /** Of this connection alone. */
  readonly reader: FrameReader
  /**
   * The frame that answers one, whose body is the answerer's from here on. The frame is wiped when it is sent. `gone`
   * says that nobody waits for it any more; of a client that has sent more than a chunk ahead nobody hears it.
   */
  readonly answer: (body: Uint8Array, gone: AbortSignal) => Promise<Uint8Array>
  /** Ends the connection of a client whose bytes are no frame, or whose frame `answer` rejected. */
  readonly refuse: (socket: Socket) => void
  readonly limits: Limits
  /** What log lines begin with. */
  readonly door: string
  readonly log: Log
}

/** Takes the socket over until it is closed. Whatever the client sends, it ends this connection at worst. */
export function converse(socket: Socket, { reader, answer, refuse, limits, door, log }: Conversation): void {
  const clock = createClock(() => socket.destroy())
  const gone = new AbortController()
  /** What came while an answer was made. */
  let ahead: Buffer | null = null
  let isAnswering = false
  const watch = () => {
    // A trickle of bytes must not push the end of its frame's time away, so the clock is not set anew within a frame.
    if (reader.waiting()) clock.keep('frame', limits.frameMs)
    else clock.set('idle', limits.idleMs)
  }
  const take = async (chunk: Buffer) => {
    socket.pause()
    for (const body of collect(reader, chunk)) {
      clock.stop()
      if (ahead === null) socket.resume()
      const frame = await answer(body, gone.signal)
      socket.pause()
      clock.set('drain', limits.drainMs)
      await send(socket, frame)
      if (socket.destroyed) return
    }
  }
  const takeAll = async (first: Buffer) => {
    isAnswering = true
    for (let chunk: Buffer | null = first; chunk !== null; ) {
      await take(chunk)
      if (socket.destroyed) return
      chunk = ahead
      ahead = null
    }
    isAnswering = false
    watch()
    socket.resume()
  }
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    clock.stop()
    ahead?.fill(0)
    gone.abort()
  })
  socket.on('data', (chunk: Buffer) => {
    if (isAnswering) {
      socket.pause()
      ahead = chunk
      return
    }
    takeAll(chunk).catch((error: unknown) => {
      log.info(`${door}.frame-refused`, { reason: error instanceof RangeError ? 'limits' : 'malformed' })
      refuse(socket)
    })
  })
  watch()
}

function collect(reader: FrameReader, chunk: Buffer): Uint8Array[] {
  const bodies = reader.push(chunk)
  chunk.fill(0)
  return bodies
}

function send(socket: Socket, frame: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve()
    socket.write(frame, () => {
      frame.fill(0)
      resolve()
    })
  })
}

interface Clock {
  set(purpose: string, ms: number): void
  /** Like set, unless it already runs for that purpose. */
  keep(purpose: string, ms: number): void
  stop(): void
}

function createClock(expired: () => void): Clock {
  let timer: NodeJS.Timeout | null = null
  let running = ''
  const stop = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    running = ''
  }
  const set = (purpose: string, ms: number) => {
    stop()
    running = purpose
    timer = setTimeout(expired, ms)
    timer.unref()
  }
  return { set, stop, keep: (purpose, ms) => (running === purpose ? undefined : set(purpose, ms)) }
}
