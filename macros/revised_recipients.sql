{#
    The recipients whose payments were revised, before or after the revision, as a CTE. Reads a CTE `revisions`. A macro,
    because their months in both deliveries have to be found for the same recipients.
#}
{% macro revised_recipients_cte() %}
revised_recipients as (

    select recipient_id
    from revisions
    where recipient_id is not null
    union
    select previous_recipient_id as recipient_id
    from revisions
    where previous_recipient_id is not null

)
{% endmacro %}
