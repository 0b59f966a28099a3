-- Nothing is lost silently: every delivered row was loaded, quarantined or dropped as an identical duplicate.
select
    system,
    delivery_date,
    table_name,
    delivered_row_count,
    loaded_row_count,
    quarantined_row_count,
    duplicate_row_count
from {{ source('landing', 'delivery_tables') }}
where delivered_row_count != loaded_row_count + quarantined_row_count + duplicate_row_count
