-- Every count that disclosure control knows of, with its rule and with what may be done to it.
with figure_cells as (

    select * from {{ ref('int_disclosure_figure_cells') }}

),

figures as (

    select * from {{ ref('int_disclosure_figures') }}

),

counts as (

    select * from {{ ref('int_disclosure_counts') }}

),

sums as (

    select * from {{ ref('int_disclosure_sums') }}

),

rules as (

    select * from {{ ref('publication_rule') }}

),

tables as (

    select table_id
    from figures
    group by table_id

),

table_rules as (

    select
        tables.table_id,
        coalesce(own.sensitive_from, rules.sensitive_from) as sensitive_from,
        coalesce(own.sensitive_to, rules.sensitive_to) as sensitive_to,
        coalesce(own.protection_upper, rules.protection_upper) as protection_upper,
        coalesce(own.protection_width, rules.protection_width) as protection_width,
        coalesce(own.are_zeros_printed, rules.are_zeros_printed) as are_zeros_printed,
        case when own.table_id is null then rules.label_upper else own.label_upper end as label_upper,
        coalesce(own.amount_protection_share, rules.amount_protection_share) as amount_protection_share,
        coalesce(own.printed_margin_minimum, rules.printed_margin_minimum) as printed_margin_minimum,
        coalesce(own.cell_cost, rules.cell_cost) as cell_cost,
        coalesce(own.value_cost, rules.value_cost) as value_cost,
        coalesce(own.total_cost_factor, rules.total_cost_factor) as total_cost_factor,
        own.rounding_base
    from tables
    inner join rules on rules.table_id = 'default'
    left join rules as own on tables.table_id = own.table_id

),

told as (

    select
        figure_cells.cell_id,
        figure_cells.table_id,
        figure_cells.role = 'count' and figure_cells.figure_kind = 'count' as is_count,
        figure_cells.role = 'base' or figure_cells.figure_kind in ('share', 'rounded') as is_vague,
        figure_cells.figure_kind = 'rounded' as is_rounded,
        table_rules.sensitive_from,
        table_rules.sensitive_to,
        table_rules.protection_upper,
        table_rules.protection_width,
        table_rules.are_zeros_printed,
        table_rules.label_upper,
        table_rules.amount_protection_share,
        table_rules.printed_margin_minimum,
        table_rules.cell_cost,
        table_rules.value_cost,
        table_rules.total_cost_factor
    from figure_cells
    inner join table_rules on figure_cells.table_id = table_rules.table_id
    where figure_cells.figure_kind != 'change'

),

-- A count in several tables follows the strictest of their rules.
shown as (

    select
        cell_id,
        max(case when is_count then 1 else 0 end) = 1 as is_printed,
        min(case when is_vague then 1 else 0 end) = 1 as is_vague_only,
        max(case when is_rounded then 1 else 0 end) = 1 as is_rounded,
        min(sensitive_from) as sensitive_from,
        max(sensitive_to) as sensitive_to,
        max(protection_upper) as protection_upper,
        max(protection_width) as protection_width,
        max(case when are_zeros_printed then 1 else 0 end) = 1 as are_zeros_printed,
        -- An interval is printed only where every table that prints the count has one.
        case
            when max(case when is_count and label_upper is null then 1 else 0 end) = 0
                then min(case when is_count then label_upper end)
        end as label_upper,
        max(amount_protection_share) as amount_protection_share,
        max(printed_margin_minimum) as printed_margin_minimum,
        max(cell_cost) as cell_cost,
        max(value_cost) as value_cost,
        max(total_cost_factor) as total_cost_factor,
        count(*) as figure_count
    from told
    group by cell_id

),

shares as (

    select
        count_cells.cell_id as count_cell_id,
        base_cells.cell_id as base_cell_id,
        counts.cell_count,
        bases.cell_count as base_count,
        (figures.rounded_value - 0.5 / power(10, figures.decimals)) / 100 as lowest_share,
        (figures.rounded_value + 0.5 / power(10, figures.decimals)) / 100 as highest_share
    from figures
    inner join figure_cells as count_cells
        on
            count_cells.role = 'count'
            and figures.table_id = count_cells.table_id
            and figures.measure = count_cells.measure
            and figures.year = count_cells.year
            and figures.area = count_cells.area
            and figures.category = count_cells.category
    inner join figure_cells as base_cells
        on
            base_cells.role = 'base'
            and figures.table_id = base_cells.table_id
            and figures.measure = base_cells.measure
            and figures.year = base_cells.year
            and figures.area = base_cells.area
            and figures.category = base_cells.category
    inner join counts on count_cells.cell_id = counts.cell_id
    inner join counts as bases on base_cells.cell_id = bases.cell_id

),

rests as (

    select
        rests.cell_id,
        max(rests.cell_count) as cell_count,
        max(case when rests.is_known then 1 else 0 end) = 1 as is_known,
        max(case when rests.is_of_units then 1 else 0 end) = 1 as is_of_units,
        min(shown.sensitive_from) as sensitive_from,
        max(shown.sensitive_to) as sensitive_to,
        -- What is left of a whole by a rounded part is as vague as that part, and is promised no more.
        coalesce(max(case when shown.is_rounded then shown.protection_upper end), max(shown.protection_upper))
            as protection_upper,
        coalesce(max(case when shown.is_rounded then shown.protection_width end), max(shown.protection_width))
            as protection_width,
        max(shown.amount_protection_share) as amount_protection_share
    from sums as rests
    inner join sums as members on rests.sum_id = members.sum_id and not members.is_rest
    inner join shown on members.cell_id = shown.cell_id
    where rests.is_rest
    group by rests.cell_id

),

judged_rests as (

    select
        *,
        is_of_units and cell_count between sensitive_from and sensitive_to as is_sensitive
    from rests

),

-- What shares of unprinted counts divide by is bounded by nothing; but where it is a printed whole less a small rest,
-- few bases fit the shares.
parts_beside_small_rests as (

    select members.cell_id
    from judged_rests
    inner join sums as rests on judged_rests.cell_id = rests.cell_id
    inner join sums as members on rests.sum_id = members.sum_id
    where judged_rests.is_sensitive and not members.is_rest and not members.is_total
    group by members.cell_id

),

-- The rounding of a share leaves room around its count, whoever knows the base; and around its base, whoever reads the
-- count; that of a count, around it. A millionth keeps what lies on the border inside.
room as (

    select
        count_cell_id as cell_id,
        ceil(lowest_share * base_count - 1e-6) as lower,
        floor(highest_share * base_count + 1e-6) as upper
    from shares
    union all
    select
        shares.base_cell_id as cell_id,
        ceil(shares.cell_count / shares.highest_share - 1e-6) as lower,
        floor(shares.cell_count / shares.lowest_share + 1e-6) as upper
    from shares
    inner join shown on shares.count_cell_id = shown.cell_id
    left join parts_beside_small_rests on shares.base_cell_id = parts_beside_small_rests.cell_id
    where
        (shown.is_printed or parts_beside_small_rests.cell_id is not null)
        and shares.lowest_share > 0
    union all
    select
        figure_cells.cell_id,
        figures.rounded_value - (table_rules.rounding_base - 1) as lower,
        figures.rounded_value + (table_rules.rounding_base - 1) as upper
    from figures
    inner join table_rules on figures.table_id = table_rules.table_id
    inner join figure_cells
        on
            figures.table_id = figure_cells.table_id
            and figures.measure = figure_cells.measure
            and figures.year = figure_cells.year
            and figures.area = figure_cells.area
            and figures.category = figure_cells.category
    where figures.figure_kind = 'rounded'

),

rooms as (

    select
        cell_id,
        greatest(max(lower), 0) as lower,
        min(upper) as upper
    from room
    group by cell_id

),

cells as (

    select
        counts.cell_id,
        counts.cell_period as period,
        counts.cell_area as area,
        counts.cell_count,
        counts.population = 'inhabitants' as is_known,
        shown.is_printed,
        counts.cell_count between shown.sensitive_from and shown.sensitive_to
        and counts.population != 'inhabitants' as is_sensitive,
        shown.are_zeros_printed,
        shown.label_upper,
        shown.protection_upper,
        shown.protection_width,
        shown.amount_protection_share,
        -- What hiding a count takes away: all the figures that show it.
        shown.figure_count * (shown.cell_cost + shown.value_cost * ln(1 + counts.cell_count)) as inner_cost,
        power(
            shown.total_cost_factor,
            case when counts.cell_area = 'Oslo totalt' then 1 else 0 end
            + case when counts.cell_breakdown = '' then 1 else 0 end
        ) as total_factor,
        case
            when counts.population = 'inhabitants' then 'open'
            when counts.cell_count = 0 and shown.are_zeros_printed then 'open'
            when shown.is_rounded then 'open'
            -- The total of a population is the margin that its tables share.
            when
                counts.cell_breakdown = '' and counts.cell_part = ''
                and counts.cell_count >= shown.printed_margin_minimum
                then 'open'
            -- Nothing that is printed bounds it.
            when shown.is_vague_only and rooms.cell_id is null then 'hidden'
            else 'free'
        end as decision,
        case when shown.is_vague_only then coalesce(rooms.lower, 0) else counts.cell_count end as open_lower,
        case when shown.is_vague_only then coalesce(rooms.upper, counts.cell_count) else counts.cell_count end
            as open_upper,
        -- Nothing would be printed openly, as a count and as a share.
        case
            when shown.are_zeros_printed and not (shown.is_vague_only and rooms.cell_id is null) then 1
            else 0
        end as hidden_lower
    from counts
    inner join shown on counts.cell_id = shown.cell_id
    left join rooms on counts.cell_id = rooms.cell_id
    union all
    -- A rest is printed nowhere; what a reader does not know of it, follows from the sum. Of a small one that is all.
    select
        cell_id,
        cast(null as {{ dbt.type_string() }}) as period,
        cast(null as {{ dbt.type_string() }}) as area,
        cell_count,
        is_known and not is_sensitive as is_known,
        false as is_printed,
        is_sensitive,
        false as are_zeros_printed,
        cast(null as int) as label_upper,
        protection_upper,
        protection_width,
        amount_protection_share,
        0 as inner_cost,
        0 as total_factor,
        case when is_known and not is_sensitive then 'open' else 'hidden' end as decision,
        cell_count as open_lower,
        cell_count as open_upper,
        0 as hidden_lower
    from judged_rests

),

final as (

    select
        cell_id,
        period,
        area,
        cell_count,
        is_known,
        is_printed,
        is_sensitive,
        are_zeros_printed,
        label_upper,
        protection_upper,
        protection_width,
        cast(amount_protection_share as double) as amount_protection_share,
        cast(inner_cost * total_factor as double) as cost,
        decision,
        cast(open_lower as bigint) as open_lower,
        cast(open_upper as bigint) as open_upper,
        hidden_lower
    from cells

)

select * from final
