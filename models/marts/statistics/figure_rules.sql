-- Which counting rules a figure follows: the rules of the statistics model that it comes from (`meta.rules`).
with levels as (

    select * from {{ ref('int_figure_levels') }}

),

changes as (

    select * from {{ ref('int_figure_changes') }}

),

counting_rules as (

    select * from {{ ref('counting_rule') }}

),

figures as (

    select
        table_id,
        measure,
        model_name
    from levels
    union
    select
        table_id,
        measure,
        model_name
    from changes
    where not is_prose

),

model_rules as (

    {{ model_rules() }}

),

final as (

    select
        figures.table_id,
        figures.measure,
        model_rules.rule_id,
        counting_rules.text_nb,
        counting_rules.text_en,
        counting_rules.source,
        counting_rules.is_choice,
        figures.model_name
    from figures
    inner join model_rules on figures.model_name = model_rules.model_name
    inner join counting_rules on model_rules.rule_id = counting_rules.rule_id

)

select * from final
