-- Every printed figure beside ours. Printed figures have no say in ours: this is the only model that reads them.
with printed_figures as (

    select * from {{ ref('published_figures') }}

),

report_figures as (

    select * from {{ ref('report_figures') }}

),

changes as (

    select * from {{ ref('int_figure_changes') }}

),

recipients as (

    select * from {{ ref('recipients_by_bydel') }}

),

implied_denominators as (

    select * from {{ ref('implied_denominators') }}

),

tolerances as (

    select * from {{ ref('calibration_tolerance') }}

),

contradictions as (

    select * from {{ ref('printed_contradiction') }}

),

exceptions as (

    select * from {{ ref('reconciliation_exception') }}

),

printed as (

    select
        table_id,
        measure,
        year,
        area,
        coalesce(category, '') as category,
        value,
        decimals,
        unit,
        suppressed as is_suppressed
    from printed_figures
    union all
    -- The report prints no denominators of tables 3.7 to 3.15; its shares say between which numbers they lie.
    select
        'implied' as table_id,
        'recipients_last_contact' as measure,
        cast(year as {{ dbt.type_string() }}) as year,
        area,
        '' as category,
        (lo + hi) / 2.0 as value,
        0 as decimals,
        'count' as unit,
        false as is_suppressed
    from implied_denominators
    where from_table = 'all+sum'
    union all
    select
        'implied' as table_id,
        'moved' as measure,
        year,
        'Oslo totalt' as area,
        '' as category,
        sum(value) as value,
        0 as decimals,
        'count' as unit,
        false as is_suppressed
    from printed_figures
    where
        table_id = '3.14'
        and measure = 'moved_out_total'
    group by year

),

figures as (

    select
        table_id,
        measure,
        year,
        area,
        category,
        value
    from report_figures
    union all
    -- Changes that only the prose prints.
    select
        table_id,
        measure,
        year,
        area,
        category,
        value
    from changes
    where is_prose
    union all
    select
        'implied' as table_id,
        'recipients_last_contact' as measure,
        cast(calendar_year as {{ dbt.type_string() }}) as year,
        bydel_label_nb as area,
        '' as category,
        cast(last_contact_recipient_count as double) as value
    from recipients
    union all
    select
        'implied' as table_id,
        'moved' as measure,
        year,
        area,
        '' as category,
        value
    from report_figures
    where
        table_id = '3.14'
        and measure = 'moved_out_total'
        and area = 'Oslo totalt'

),

-- A figure in prose stands under no table: it is found by measure, year, area and category in any of them.
any_table as (

    select
        'text' as table_id,
        measure,
        year,
        area,
        category,
        min(value) as value
    from figures
    -- The key-figures page counts by other rules under the same names.
    where table_id != 'web'
    group by measure, year, area, category

),

-- The prose puts two of figure 3.15's classes together, and names the last one otherwise.
prose_durations as (

    select
        'text' as table_id,
        measure,
        year,
        area,
        case category when '24 måneder eller mer' then 'Mer enn 2 år' else '6 måneder til 2 år' end as category,
        sum(value) as value
    from figures
    where
        measure = 'share_by_duration'
        and category != 'Under 6 måneder'
    group by
        measure,
        year,
        area,
        case category when '24 måneder eller mer' then 'Mer enn 2 år' else '6 måneder til 2 år' end

),

ours as (

    select * from figures
    union all
    select * from any_table
    union all
    select * from prose_durations

),

-- What the report prints no part of has nothing to be compared with.
printed_parts as (

    select
        table_id,
        measure,
        year
    from printed
    where table_id != 'text'
    group by table_id, measure, year

),

in_scope as (

    select ours.*
    from ours
    left join printed_parts
        on
            ours.table_id = printed_parts.table_id
            and ours.measure = printed_parts.measure
            and ours.year = printed_parts.year
    where
        printed_parts.table_id is not null
        or ours.table_id = 'text'

),

matched as (

    select
        coalesce(printed.table_id, in_scope.table_id) as table_id,
        coalesce(printed.measure, in_scope.measure) as measure,
        coalesce(printed.year, in_scope.year) as year,
        coalesce(printed.area, in_scope.area) as area,
        coalesce(printed.category, in_scope.category) as category,
        coalesce(printed.decimals, 0) as decimals,
        printed.unit,
        printed.is_suppressed,
        cast(printed.value as double) as printed_value,
        in_scope.value as our_value,
        round(in_scope.value, printed.decimals) as our_rounded_value,
        in_scope.value - printed.value as difference,
        (in_scope.value - printed.value) / nullif(abs(printed.value), 0) as relative_difference,
        printed.table_id is not null as is_printed,
        in_scope.table_id is not null as is_ours
    from printed
    full outer join in_scope
        on
            printed.table_id = in_scope.table_id
            and printed.measure = in_scope.measure
            and printed.year = in_scope.year
            and printed.area = in_scope.area
            and printed.category = in_scope.category
    where
        printed.table_id is not null
        or in_scope.table_id != 'text'

),

explained as (

    select
        matched.*,
        (
            select min(contradictions.contradiction_id)
            from contradictions
            where
                matched.is_printed
                and matched.table_id = contradictions.table_id
                and matched.measure = contradictions.measure
                and (matched.year = contradictions.year or contradictions.year is null)
                and (matched.area = contradictions.area or contradictions.area is null)
                and (matched.category = contradictions.category or contradictions.category is null)
        ) as contradiction_id,
        (
            select min(exceptions.reason)
            from exceptions
            where
                matched.table_id = exceptions.table_id
                and matched.measure = exceptions.measure
                and matched.is_printed = exceptions.is_printed
                and (matched.year = exceptions.year or exceptions.year is null)
                and (matched.area = exceptions.area or exceptions.area is null)
                and (matched.category = exceptions.category or exceptions.category is null)
        ) as exception_reason
    from matched

),

compared as (

    select
        explained.*,
        tolerances.tolerance,
        tolerances.is_relative
    from explained
    left join tolerances
        on
            explained.table_id = tolerances.table_id
            and explained.measure = tolerances.measure
            and (explained.area = 'Oslo totalt') = tolerances.is_oslo
            and explained.printed_value >= tolerances.minimum_value

),

final as (

    select
        table_id,
        measure,
        year,
        area,
        category,
        decimals,
        unit,
        is_printed,
        is_ours,
        printed_value,
        our_value,
        our_rounded_value,
        difference,
        relative_difference,
        -- A hidden count is printed as "1–6".
        case
            when is_suppressed then our_value between 1 and 6
            else abs(our_rounded_value - printed_value) < 1e-6
        end as is_within_rounding,
        tolerance,
        is_relative,
        abs(case when is_relative then relative_difference else difference end) <= tolerance as is_within_tolerance,
        -- Calibration of the demo data: counts from 100 up and amounts within 5 percent, shares within 1.5 points.
        case
            when measure like '%!_change%' escape '!' then null
            when unit = 'count' and printed_value >= 100 then abs(relative_difference) <= 0.05
            when unit in ('nok', 'mnok') then abs(relative_difference) <= 0.05
            when unit = 'percent' then abs(difference) <= 1.5
        end as is_calibrated,
        contradiction_id,
        exception_reason
    from compared

)

select * from final
