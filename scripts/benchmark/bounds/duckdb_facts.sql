-- The core facts from the deliveries, in as few passes as a hand-written script needs; duckdb_marts.sql goes on with the
-- four named marts. Together they are the limit of the engine, against which the models are measured. They count by the
-- same rules, in their own way: persons are numbers (their current ident), bydeler the last two digits of their code (0 =
-- unknown), months year × 12 + month - 1. Whoever runs them sets the variables fasit and oskar (folders of deliveries),
-- seeds (folder of code lists) and extract_date. Rows that landing would send to quarantine are left out here: by their
-- values with the macros, and where several rows that differ have one key.

create temp macro month_of(day) as (year(day) * 12 + month(day) - 1)::int;
create temp macro month_of_text(written) as left(written, 4)::int * 12 + right(written, 2)::int - 1;
create temp macro first_day(month_number) as make_date((month_number // 12)::int, (month_number % 12 + 1)::int, 1);
create temp macro is_ident(written) as regexp_full_match(written, '\d{11}');
create temp macro is_month(written) as regexp_full_match(written, '\d{4}-(0[1-9]|1[0-2])');
create temp macro is_day(day) as day between date '0001-01-01' and date '9999-12-31';
create temp macro is_day_or_open(day) as coalesce(is_day(day), true);

create temp table bydel as
select code, right(code, 2)::utinyint as bydel, has_nav_office
from read_csv(getvariable('seeds') || '/bydel_code.csv', types = {'code': 'varchar'});

-- R2: earlier idents, whose they are now, and their place among that person's idents. A cycle has no end.
create temp table alias as
with recursive history as (
    select
        fnr_tidligere::bigint as ident,
        any_value(fnr_gjeldende::bigint) as next_ident,
        any_value(endret_dato) as change_date
    from read_parquet(getvariable('fasit') || '/identhistorikk*.parquet')
    where is_ident(fnr_tidligere) and is_ident(fnr_gjeldende) and is_day(endret_dato)
    group by fnr_tidligere
    having count(distinct (fnr_gjeldende, endret_dato)) = 1
),

reached as (
    select ident, next_ident from history
    union
    select reached.ident, history.next_ident
    from reached
    join history on reached.next_ident = history.ident
)

select
    reached.ident,
    reached.next_ident as person,
    1 + row_number() over (partition by reached.next_ident order by change_date desc, reached.ident) as rank
from reached
join history on reached.ident = history.ident
where reached.next_ident not in (select ident from history);

-- Payments.

create temp macro delivered_payments() as table
select *
from read_parquet(getvariable('fasit') || '/utbetaling*.parquet')
where
    utbetaling_id is not null
    and vedtak_id is not null
    and is_ident(hovedperson_fnr)
    and is_day(utbetalingsdato)
    and bydel <> ''
    and hjelpetype <> ''
    and belop is not null;

create table payment as
select
    utbetaling_id as payment_id,
    coalesce(person, hovedperson_fnr::bigint) as person,
    utbetalingsdato as payment_date,
    coalesce(bydel.bydel, 0)::utinyint as bydel,
    aid_type.code as aid_type,
    belop as amount_nok,
    korrigerer_utbetaling_id as corrected_payment_id
from delivered_payments() as delivered
left join alias on hovedperson_fnr::bigint = ident
left join bydel on delivered.bydel = bydel.code and has_nav_office
left join read_csv(getvariable('seeds') || '/aid_type_code.csv') as aid_type on hjelpetype = aid_type.code;

create temp table repeated as
select payment_id from payment group by payment_id having count(*) > 1;

delete from payment
where rowid in (
    select payment.rowid
    from payment
    semi join repeated on payment.payment_id = repeated.payment_id
    qualify
        row_number() over (partition by payment_id) > 1
        or payment_id in (
            select utbetaling_id
            from delivered_payments() as delivered
            semi join repeated on utbetaling_id = repeated.payment_id
            group by utbetaling_id
            having count(distinct delivered) > 1
        )
);

-- R3, R5, R9: months, those that are no receipt among them.
create temp table payment_month as
select
    person,
    month_of(payment_date) as month,
    sum(amount_nok)::decimal(18, 2) as amount_nok,
    min(payment_date) filter (amount_nok > 0) as first_payment_date,
    max(payment_date) filter (amount_nok > 0) as reference_date,
    arg_max(bydel, (payment_date, payment_id)) filter (amount_nok > 0) as bydel
from payment
group by all;

-- S1: who has base income in which month. The key of an income is who is registered, under whom, month and type.
create temp table base_income_month as
with incomes as (
    select
        hovedperson_fnr::bigint as household,
        fnr::bigint as ident,
        month_of_text(maned) as month,
        inntektstype,
        min(belop) as amount_nok
    from read_parquet(getvariable('fasit') || '/inntekt*.parquet')
    where
        is_ident(hovedperson_fnr)
        and is_ident(fnr)
        and is_month(maned)
        and inntektstype <> ''
        and inntektstype not in (
            select code from read_csv(getvariable('seeds') || '/income_type_code.csv') where not is_base_income
        )
        and belop is not null
    group by all
    having min(belop) = max(belop)
)

select distinct person, month
from (
    select
        coalesce(person, incomes.ident) as person,
        month,
        income_type.code as income_type
    from incomes
    left join alias on incomes.ident = alias.ident
    left join read_csv(getvariable('seeds') || '/income_type_code.csv') as income_type on inntektstype = income_type.code
    group by all
    having sum(amount_nok) > 0
);

-- Of each main person and member who ever is a spouse or cohabitant, all periods.
create temp table partner_period as
with members as (
    select
        coalesce(mains.person, hovedperson_fnr::bigint) as main,
        coalesce(members.person, medlem_fnr::bigint) as member,
        relasjon in ('EKTEFELLE', 'SAMBOER') as is_partner,
        fra_dato as start_date,
        coalesce(til_dato, date '9999-12-30') as end_date,
        coalesce(mains.rank, 1) as main_rank,
        coalesce(members.rank, 1) as member_rank
    from (
        select hovedperson_fnr, medlem_fnr, fra_dato, any_value(relasjon) as relasjon, any_value(til_dato) as til_dato
        from read_parquet(getvariable('fasit') || '/husstandsmedlem*.parquet')
        where
            is_ident(hovedperson_fnr)
            and is_ident(medlem_fnr)
            and relasjon <> ''
            and coalesce(samvarsprosent between 0 and 100, true)
            and is_day(fra_dato)
            and is_day_or_open(til_dato)
        group by hovedperson_fnr, medlem_fnr, fra_dato
        having count(distinct (relasjon, samvarsprosent, til_dato)) = 1
    )
    left join alias as mains on hovedperson_fnr::bigint = mains.ident
    left join alias as members on medlem_fnr::bigint = members.ident
)

select *
from members
where main <> member and start_date <= end_date
qualify bool_or(is_partner) over (partition by main, member);

-- S2: of the periods of one member that cover the day, the one that began last says what they are.
create temp table supplemented_month as
select person, month
from payment_month
semi join base_income_month using (person, month)
union
select person, month
from (
    select
        payment_month.person,
        payment_month.month,
        arg_max(is_partner, (start_date, -main_rank, -member_rank)) as is_partner
    from payment_month
    join partner_period on payment_month.person = main and reference_date between start_date and end_date
    join base_income_month on member = base_income_month.person and payment_month.month = base_income_month.month
    group by payment_month.person, payment_month.month, member
)
where is_partner;

create table recipient_month as
select payment_month.*, supplemented_month.person is null as is_full_month
from payment_month
left join supplemented_month using (person, month)
where amount_nok > 0;

-- R10: one series of months, where Fasit decides about the months that it knows.
create temp table series as
with oskar as (
    select coalesce(person, delivered.ident) as person, month
    from (
        select fnr::bigint as ident, month_of_text(maned) as month, any_value(belop) as amount
        from read_parquet(getvariable('oskar') || '/stonadsmaned*.parquet')
        where is_ident(fnr) and is_month(maned) and bydel <> '' and belop is not null
        group by all
        having min(hash(bydel, belop)) = max(hash(bydel, belop))
    ) as delivered
    left join alias on delivered.ident = alias.ident
    group by all
    having sum(amount) > 0
),

months as (
    select person, month from recipient_month
    union all
    select person, month from oskar anti join payment_month using (person, month)
)

select *, lag(month) over earlier as previous_month, row_number() over earlier as position
from months
window earlier as (partition by person order by month);

-- D1: a spell ends before the next one starts, so the months at which one starts say it all.
create table duration_spells as
with starts as (
    select
        person,
        month as first_month,
        position,
        lead(previous_month) over later as last_month,
        lead(position) over later as next_position
    from series
    where coalesce(month - previous_month > 3, true)
    window later as (partition by person order by month)
),

ends as (
    select person, max(month) as last_month, count(*) as month_count from series group by person
)

select
    person,
    row_number() over (partition by person order by starts.first_month) as spell_number,
    starts.first_month as first_month_number,
    first_day(starts.first_month) as first_month,
    first_day(coalesce(starts.last_month, ends.last_month)) as last_month,
    coalesce(next_position, month_count + 1) - position as receipt_month_count,
    coalesce(starts.last_month, ends.last_month) - starts.first_month + 1 - receipt_month_count as gap_month_count
from starts
join ends using (person);

-- R4, R7, R8, S3, D2, B3.
create table recipient_year as
with receipts as (
    select
        person,
        month // 12 as calendar_year,
        max(month) as last_month,
        arg_max(bydel, month) as bydel,
        min(first_payment_date) as first_contact_date,
        max(reference_date) as last_contact_date,
        count(*) as receipt_month_count,
        count_if(is_full_month) as full_month_count
    from recipient_month
    group by all
),

amounts as (
    select person, month // 12 as calendar_year, sum(amount_nok)::decimal(18, 2) as amount_nok
    from payment_month
    group by all
),

first_months as (
    select
        person,
        month // 12 as calendar_year,
        coalesce(month - previous_month > 24, true) as is_new
    from series
    where coalesce(previous_month // 12 < month // 12, true)
)

select
    receipts.*,
    full_month_count * 4 >= receipts.receipt_month_count * 3 as is_full_recipient,
    amount_nok,
    spell_number,
    spell_number,
    receipts.last_month - first_month_number + 1 as duration_month_count,
    is_new
from receipts
join amounts using (person, calendar_year)
join first_months using (person, calendar_year)
asof join duration_spells on receipts.person = duration_spells.person and receipts.last_month >= first_month_number;

-- F1. Only where periods of a person overlap must the days be worked out one boundary after the other.
create table move as
with addresses as (
    select
        coalesce(alias.person, fnr::bigint) as person,
        coalesce(bydel.bydel, 0) as bydel,
        coalesce(has_nav_office, false) as is_bydel,
        fra_dato as start_date,
        coalesce(til_dato, date '9999-12-30') as end_date,
        coalesce(rank, 1) as rank
    from (
        select fnr, fra_dato, any_value(bydel) as bydel, any_value(til_dato) as til_dato
        from read_parquet(getvariable('fasit') || '/adresse*.parquet')
        where is_ident(fnr) and is_day(fra_dato) and is_day_or_open(til_dato)
        group by fnr, fra_dato
        having count(distinct (nullif(bydel, ''), til_dato)) = 1
    ) as delivered
    left join alias on fnr::bigint = alias.ident
    left join bydel on delivered.bydel = bydel.code
    semi join recipient_year on coalesce(alias.person, fnr::bigint) = recipient_year.person
    where start_date <= end_date
),

periods as (
    select
        *,
        coalesce(end_date >= lead(start_date) over (partition by person order by start_date), false) as meets_next
    from addresses
),

histories as (
    select *, bool_or(meets_next) over (partition by person) as has_overlap from periods
),

boundaries as (
    select person, start_date as day from histories where has_overlap
    union
    select person, end_date + 1 as day from histories where has_overlap
),

held as (
    select person, start_date as day, bydel, is_bydel from histories where not has_overlap
    union all
    select
        boundaries.person,
        day,
        arg_max(bydel, (start_date, -rank)) as bydel,
        arg_max(is_bydel, (start_date, -rank)) as is_bydel
    from boundaries
    join histories on boundaries.person = histories.person and day between start_date and end_date
    group by all
),

changes as (
    select
        *,
        lag(bydel) over before as from_bydel,
        lag(is_bydel) over before as was_bydel
    from held
    window before as (partition by person order by day)
)

select
    person,
    year(day) as calendar_year,
    max(day) as move_date,
    arg_max(from_bydel, day) as from_bydel,
    arg_max(bydel, day) as to_bydel
from changes
semi join recipient_year on changes.person = recipient_year.person and year(day) = recipient_year.calendar_year
where is_bydel and was_bydel and bydel <> from_bydel
group by all;
