/* One bank of several size classes with upgrading, as plain C: the measure for the kernel.

   Reads the arrays of a trace, writes the records of a log (eight int64 each) into one block that
   is used again and again; `take`, where given, receives every full block. Nothing is allocated.

   plain_bank: every parcel comes alone; it is deposited into the smallest free compartment that
   fits, lowest number first, or rejected and undelivered; it is collected after its dwell.
   busy_bank: couriers queue for the terminals and present parcel after parcel; reminders that are
   answered, the overdue rule with fees, take-back rounds. The same rules, the same log as a
   scenario of one site and one bank without a destination for rejected parcels.

   Returns the number of records, -1 where the arrays are too large for it. */

#include <stdint.h>
#include <string.h>

typedef int64_t i64;
typedef void (*take_block)(const i64 *records, i64 count);

enum { COLLECTION = 10, TAKE_BACK = 12, ARRIVAL = 20, SERVICE = 22, PRESENT = 30, DEPOSIT = 31,
       REJECTION = 32, OVERSIZE = 33, DEPARTURE = 40, UNDELIVERED = 47, REMINDER = 60,
       OVERDUE = 61, FEE = 62, START = 1, END = 127 };
enum { BLOCK = 8192, RING = 1024, PLACES = 1024, CLASSES = 8, COURIERS = 65536 };

static const i64 DAY_MS = 86400000;

typedef struct {
    i64 time, parcel;
    int32_t next, size_class;
    i64 deposited, attributes, collected, overdue, take_back;
    int32_t kind, reminders, turned_overdue;
} Stay;

typedef struct {
    i64 (*block)[8];
    take_block take;
    i64 count, total;
} Log;

static inline void record(Log *log, i64 time, i64 kind, i64 entity, i64 ordinal, i64 place,
                          i64 attributes, i64 free, i64 value) {
    i64 *r = log->block[log->count++];
    r[0] = time; r[1] = kind; r[2] = entity; r[3] = ordinal;
    r[4] = place; r[5] = attributes; r[6] = free; r[7] = value;
    if (log->count == BLOCK) {
        if (log->take) log->take(log->block[0], BLOCK);
        log->total += BLOCK;
        log->count = 0;
    }
}

static i64 finish(Log *log) {
    if (log->take && log->count) log->take(log->block[0], log->count);
    return log->total + log->count;
}

/* ---- compartments: as in the kernel, the first free one is sought above those surely full ----- */

typedef struct {
    int classes, first[CLASSES + 1], free[CLASSES], full_below[CLASSES], free_total;
    i64 occupied[PLACES];
} Bank;

static int build(Bank *bank, int classes, const i64 *class_first, Log *log) {
    if (classes > CLASSES || class_first[classes] > PLACES) return 0;
    memset(bank, 0, sizeof *bank);
    bank->classes = classes;
    for (int c = 0; c < classes; c++) {
        bank->first[c] = bank->full_below[c] = (int)class_first[c];
        bank->free[c] = (int)(class_first[c + 1] - class_first[c]);
        bank->free_total += bank->free[c];
    }
    for (int c = 0; c < classes; c++)
        record(log, 0, START, c, 0, 0, (i64)(c + 1) << 8,
               (i64)bank->free_total << 32 | bank->free[c], bank->free[c]);
    return 1;
}

/* The place of the smallest free compartment that fits, -1 where none does. */
static inline int allocate(Bank *bank, int size, int *size_class) {
    for (int c = size; c < bank->classes; c++) {
        if (!bank->free[c]) continue;
        int place = bank->full_below[c];
        while (bank->occupied[place]) place++;
        bank->occupied[place] = 1;
        bank->full_below[c] = place + 1;
        bank->free[c]--;
        bank->free_total--;
        *size_class = c;
        return place;
    }
    return -1;
}

static inline void release(Bank *bank, int place, int size_class) {
    bank->occupied[place] = 0;
    if (place < bank->full_below[size_class]) bank->full_below[size_class] = place;
    bank->free[size_class]++;
    bank->free_total++;
}

static inline i64 free_of(const Bank *bank, int c) {
    return (i64)bank->free_total << 32 | bank->free[c];
}

/* ---- what lies, by the time of its next event: a ring of sorted lists ------------------------ */

typedef struct {
    int shift;
    i64 bucket;
    int waiting;
    int32_t ring[RING];
    Stay stays[PLACES];
} Calendar;

static void clear(Calendar *calendar, int shift) {
    calendar->shift = shift;
    calendar->bucket = 0;
    calendar->waiting = 0;
    for (int i = 0; i < RING; i++) calendar->ring[i] = -1;
}

static inline int before(const Stay *a, const Stay *b) {
    if (a->time != b->time) return a->time < b->time;
    if (a->kind != b->kind) return a->kind < b->kind;
    return a->parcel < b->parcel;
}

static inline void insert(Calendar *calendar, int place) {
    Stay *stay = &calendar->stays[place];
    int32_t *link = &calendar->ring[(stay->time >> calendar->shift) & (RING - 1)];
    while (*link >= 0 && before(&calendar->stays[*link], stay)) link = &calendar->stays[*link].next;
    stay->next = *link;
    *link = place;
    calendar->waiting++;
}

/* The place whose event comes first, if it comes by `until`; else -1. */
static inline int first_until(Calendar *calendar, i64 until) {
    if (!calendar->waiting) return -1;
    i64 last = until >> calendar->shift;
    for (;;) {
        int32_t place = calendar->ring[calendar->bucket & (RING - 1)];
        if (place >= 0 && calendar->stays[place].time >> calendar->shift <= calendar->bucket)
            return calendar->stays[place].time <= until ? place : -1;
        if (calendar->bucket >= last) return -1;
        calendar->bucket++;
    }
}

static inline void pop(Calendar *calendar, int place) {
    calendar->ring[calendar->bucket & (RING - 1)] = calendar->stays[place].next;
    calendar->waiting--;
}

static Calendar calendar;
static Bank bank;

/* ---- the plain bank --------------------------------------------------------------------------- */

i64 plain_bank(i64 horizon, int shift, int classes, const i64 *class_first, i64 parcels,
               const i64 *arrival, const i64 *company, const int8_t *size, const i64 *dwell,
               i64 *memory, take_block take) {
    Log log = {(i64(*)[8])memory, take, 0, 0};
    if (!build(&bank, classes, class_first, &log)) return -1;
    clear(&calendar, shift);
    i64 n = 0;
    while (n < parcels && arrival[n] >= horizon) n++;
    for (;;) {
        i64 next = n < parcels && arrival[n] < horizon ? arrival[n] : horizon - 1;
        int place = first_until(&calendar, next);
        if (place >= 0) {
            Stay *stay = &calendar.stays[place];
            pop(&calendar, place);
            release(&bank, place, stay->size_class);
            record(&log, stay->time, COLLECTION, stay->parcel, 0, place + 1,
                   stay->attributes, free_of(&bank, stay->size_class),
                   stay->time - stay->deposited);
            continue;
        }
        if (n >= parcels || arrival[n] >= horizon) break;
        i64 now = arrival[n], attributes = (i64)(size[n] + 1) | (company[n] + 1) << 24;
        int size_class = 0;
        if (size[n] < 0) {
            record(&log, now, OVERSIZE, n, 0, 0, attributes, 0, 0);
        } else if ((place = allocate(&bank, size[n], &size_class)) >= 0) {
            Stay *stay = &calendar.stays[place];
            stay->attributes = attributes | (i64)(size_class + 1) << 8;
            record(&log, now, DEPOSIT, n, 0, place + 1, stay->attributes,
                   free_of(&bank, size_class), 0);
            stay->time = now + dwell[n];
            stay->kind = COLLECTION;
            stay->parcel = n;
            stay->size_class = size_class;
            stay->deposited = now;
            if (stay->time < horizon) insert(&calendar, place);
        } else {
            record(&log, now, REJECTION, n, 0, 0, attributes, 0, 0);
            record(&log, now, UNDELIVERED, n, 0, 0, attributes, 0, 0);
        }
        n++;
    }
    record(&log, horizon, END, 0, 0, 0, 0, 0, 0);
    return finish(&log);
}

/* ---- everything on ---------------------------------------------------------------------------- */

typedef struct {
    i64 horizon, first_weekday, weekend_permille;
    i64 setup, park, terminals;
    i64 reminders, free_ms, fee_step, fee_cents, fee_cap, take_back_after, take_back_clock;
    i64 days;
    const i64 *reminder_after, *holiday;
} Rules;

typedef struct {
    i64 visits, parcels;
    const i64 *arrival, *company, *first_parcel;
    const int8_t *size;
    const i64 *dwell, *clock, *handling, *answer, *fee_lead;
    i64 dwell_step, clock_step, handling_step, answer_step, fee_lead_step;
} Trace;

typedef struct {
    i64 visit, arrived, next, stop, rejections, time;
    i64 rejected[PLACES];
} Courier;

static Courier serving[64];
static i64 waiting[COURIERS];

static inline i64 at_clock(i64 earliest, i64 clock) {
    if (clock < 0) return earliest;
    i64 time = earliest / DAY_MS * DAY_MS + clock;
    return time < earliest ? time + DAY_MS : time;
}

static inline i64 least(i64 a, i64 b) { return a < b ? a : b; }
static inline i64 most(i64 a, i64 b) { return a > b ? a : b; }

static void plan_stay(const Rules *rules, const Trace *trace, Stay *stay, i64 now) {
    i64 n = stay->parcel, lying = trace->dwell[n * trace->dwell_step];
    if (rules->weekend_permille != 1000 && (now / DAY_MS + rules->first_weekday) % 7 >= 5)
        lying = lying * rules->weekend_permille / 1000;
    stay->collected = at_clock(now + lying, trace->clock[n * trace->clock_step]);
    stay->overdue = rules->free_ms < 0 ? -1 : now + rules->free_ms;
    i64 lead = trace->fee_lead[n * trace->fee_lead_step];
    if (stay->overdue >= 0 && lead >= 0 && stay->collected >= stay->overdue)
        stay->collected = most(now, stay->overdue - 1 - lead);
    stay->take_back = -1;
    if (rules->take_back_after >= 0) {
        i64 due = now + rules->take_back_after;
        i64 round = due / DAY_MS * DAY_MS + rules->take_back_clock;
        stay->take_back = round < due ? round + DAY_MS : round;
    }
    stay->reminders = 0;
    stay->turned_overdue = 0;
}

static inline void schedule_step(const Rules *rules, Stay *stay, i64 now) {
    stay->kind = COLLECTION;
    stay->time = most(stay->collected, now);
    i64 back = most(stay->take_back, now);
    if (stay->take_back >= 0 && back < stay->time) stay->kind = TAKE_BACK, stay->time = back;
    if (stay->reminders < rules->reminders) {
        i64 reminder = stay->deposited + rules->reminder_after[stay->reminders];
        if (reminder < stay->time) stay->kind = REMINDER, stay->time = reminder;
    }
    if (!stay->turned_overdue && stay->overdue >= 0 && stay->overdue < stay->time)
        stay->kind = OVERDUE, stay->time = stay->overdue;
    if (stay->time < rules->horizon) insert(&calendar, (int)(stay - calendar.stays));
}

static i64 fee_of(const Rules *rules, i64 overdue, i64 collected) {
    if (rules->fee_cents <= 0 || collected <= overdue) return 0;
    i64 fee = 0;
    for (i64 step = overdue; step <= collected && fee < rules->fee_cap; step += rules->fee_step) {
        i64 day = step / DAY_MS;
        if (day >= rules->days || !rules->holiday[day]) fee += rules->fee_cents;
    }
    return least(fee, rules->fee_cap);
}

static void happen_to_stay(const Rules *rules, const Trace *trace, Log *log, int place) {
    Stay *stay = &calendar.stays[place];
    i64 now = stay->time;
    int c = stay->size_class;
    pop(&calendar, place);
    if (stay->kind == COLLECTION || stay->kind == TAKE_BACK) {
        release(&bank, place, c);
        record(log, now, stay->kind, stay->parcel, 0, place + 1, stay->attributes,
               free_of(&bank, c), now - stay->deposited);
        if (stay->kind == COLLECTION && stay->turned_overdue) {
            i64 fee = fee_of(rules, stay->overdue, now);
            if (fee > 0)
                record(log, now, FEE, stay->parcel, 0, place + 1, stay->attributes,
                       free_of(&bank, c), fee);
        }
        return;
    }
    i64 ordinal = stay->kind == REMINDER ? stay->reminders : 0;
    record(log, now, stay->kind, stay->parcel, ordinal, place + 1, stay->attributes,
           free_of(&bank, c), 0);
    if (stay->kind == REMINDER) {
        i64 answer = trace->answer[stay->parcel * trace->answer_step + ordinal];
        if (answer >= 0)
            stay->collected = least(stay->collected,
                at_clock(now + answer, trace->clock[stay->parcel * trace->clock_step]));
        stay->reminders++;
    } else {
        stay->turned_overdue = 1;
    }
    schedule_step(rules, stay, now);
}

static inline i64 of_company(const Trace *trace, i64 visit) {
    return (trace->company[visit] + 1) << 24;
}

static inline void hold_next(const Rules *rules, const Trace *trace, Courier *courier, i64 now) {
    i64 n = courier->next;
    courier->time = now + (trace->size[n] < 0 ? 0 : trace->handling[n * trace->handling_step]);
    if (courier->time >= rules->horizon) courier->time = INT64_MAX;
}

static void serve(const Rules *rules, const Trace *trace, Log *log, Courier *courier, i64 visit,
                  i64 now) {
    courier->visit = visit;
    courier->arrived = trace->arrival[visit];
    courier->next = trace->first_parcel[visit];
    courier->stop = trace->first_parcel[visit + 1];
    courier->rejections = 0;
    record(log, now, SERVICE, visit, 0, 0, of_company(trace, visit), 0, now - courier->arrived);
    hold_next(rules, trace, courier, now + rules->setup);
}

static void present(const Rules *rules, const Trace *trace, Log *log, Courier *courier) {
    i64 now = courier->time, n = courier->next++;
    i64 attributes = (i64)(trace->size[n] + 1) | of_company(trace, courier->visit);
    int c = 0, place;
    if (trace->size[n] < 0) {
        record(log, now, OVERSIZE, n, 0, 0, attributes, 0, 0);
    } else if ((place = allocate(&bank, trace->size[n], &c)) >= 0) {
        Stay *stay = &calendar.stays[place];
        stay->attributes = attributes | (i64)(c + 1) << 8;
        stay->parcel = n;
        stay->size_class = c;
        stay->deposited = now;
        record(log, now, DEPOSIT, n, 0, place + 1, stay->attributes, free_of(&bank, c), 0);
        plan_stay(rules, trace, stay, now);
        schedule_step(rules, stay, now);
    } else {
        record(log, now, REJECTION, n, 0, 0, attributes, 0, 0);
        courier->rejected[courier->rejections++] = n;
    }
}

static void depart(const Rules *rules, const Trace *trace, Log *log, Courier *courier) {
    i64 now = courier->time;
    record(log, now, DEPARTURE, courier->visit, 0, 0, of_company(trace, courier->visit), 0,
           now - courier->arrived + rules->park);
    for (i64 i = 0; i < courier->rejections; i++) {
        i64 n = courier->rejected[i];
        record(log, now, UNDELIVERED, n, 0, 0,
               (i64)(trace->size[n] + 1) | of_company(trace, courier->visit), 0, 0);
    }
}

i64 busy_bank(const Rules *rules, const Trace *trace, int shift, int classes,
              const i64 *class_first, i64 *memory, take_block take) {
    Log log = {(i64(*)[8])memory, take, 0, 0};
    if (rules->terminals > 64 || !build(&bank, classes, class_first, &log)) return -1;
    clear(&calendar, shift);
    i64 visit = 0, head = 0, tail = 0, busy = 0;
    for (int t = 0; t < rules->terminals; t++) serving[t].time = INT64_MAX, serving[t].visit = 0;
    for (;;) {
        i64 arrival = visit < trace->visits ? trace->arrival[visit] : INT64_MAX;
        Courier *first = &serving[0];
        for (int t = 1; t < rules->terminals; t++)
            if (serving[t].time < first->time ||
                (serving[t].time == first->time && serving[t].next < first->next))
                first = &serving[t];
        i64 next = least(arrival, first->time);
        int place = first_until(&calendar, least(next, rules->horizon - 1));
        if (place >= 0 &&
            (calendar.stays[place].time < next || calendar.stays[place].kind < ARRIVAL)) {
            happen_to_stay(rules, trace, &log, place);
        } else if (arrival <= first->time && arrival < rules->horizon) {
            record(&log, arrival, ARRIVAL, visit, 0, 0, of_company(trace, visit), 0,
                   trace->first_parcel[visit + 1] - trace->first_parcel[visit]);
            if (busy < rules->terminals) {
                Courier *courier = &serving[0];
                while (courier->time != INT64_MAX || courier->visit < 0) courier++;
                busy++;
                serve(rules, trace, &log, courier, visit, arrival);
                if (courier->time == INT64_MAX) courier->visit = -1;
            } else {
                if (tail - head >= COURIERS) return -1;
                waiting[tail++ % COURIERS] = visit;
            }
            visit++;
        } else if (first->time < rules->horizon) {
            present(rules, trace, &log, first);
            if (first->next < first->stop) {
                hold_next(rules, trace, first, first->time);
                if (first->time == INT64_MAX) first->visit = -1;
                continue;
            }
            depart(rules, trace, &log, first);
            if (head < tail) {
                serve(rules, trace, &log, first, waiting[head++ % COURIERS], first->time);
                if (first->time == INT64_MAX) first->visit = -1;
            } else {
                first->time = INT64_MAX;
                busy--;
            }
        } else {
            break;
        }
    }
    record(&log, rules->horizon, END, 0, 0, 0, 0, 0, 0);
    return finish(&log);
}
