/* clock - the time: one that never goes back, and the calendar's. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/* Seconds of a clock that never goes back; its zero is arbitrary. */
double clock_now(void);

/* Seconds of processor that this process, all its threads, used. */
double clock_cpu(void);

/* Seconds since 1970. */
double clock_calendar(void);

#endif
