/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/complete.h"

#include "tests/support/quoted.h"

/* Three units: u1 in group g1, u2 in g2, u3 closed and bare. Three people: e1 says everything, e2 is nowhere,
 * e3 is pinned. Competencies in bytewise order: Z, adm, it, law. */
const struct node *complete_instance(struct arena *arena)
{
    return quoted(
        arena,
        "{'format':'mutasi-instance/1','name':'Kota','date':'2025-06-01',"
        "'groups':[{'id':'g1','name':'Dinas','need':2.5,'supply_limits':[1,4.0005],'headcount_limits':[null,"
        "9],"
        "           'competencies':[{'id':'law','min':1}]},{'id':'g2'}],"
        "'units':["
        " {'id':'u1','name':'Dukcapil','group':'g1','at':[-6.9,107.6],'need':3.1234,'supply_limits':[null,5."
        "5],"
        "  'headcount_limits':[1,null],'open':true,'budget':12.5,"
        "  'competencies':[{'id':'law','level':3,'min':2,'hard':true},{'id':'adm','min':1}]},"
        " {'id':'u2','group':'g2','at':[-6.91,107.61],'work':[{'task':'KTP','volume':1000,'minutes':12.5},"
        "                                                     {'volume':2,'minutes':0.25}]},"
        " {'id':'u3','open':false}],"
        "'employees':["
        " {'id':'e1','name':'Sari','unit':'u1','fte':0.8005,'status':'PNS','grade':'III/"
        "a','tags':['study','x'],"
        "  'since':'2020-02-29','born':'1980-12-31','competencies':{'law':2,'Z':null,'adm':5},"
        "  'prefers':{'u3':0.25,'u2':1},'consent':['u3','u1'],'reluctance':1.5,'pinned':false,"
        "  'offers':[{'kind':'training','cost':3,'competency':'it','level':4},{'kind':'training','cost':0,"
        "             'competency':'law'},{'kind':'incentive','cost':2.5,'reluctance':0.5}]},"
        " {'id':'e2','unit':null,'consent':'none'},"
        " {'id':'e3','unit':'u2','pinned':true,'consent':'any'}],"
        "'distances':{'units':['u2','u1'],'km':[[0,1.2345],[2,0]]},"
        "'relocation':[{'employee':'e3','unit':'u1','cost':7},{'employee':'e1','unit':'u2','cost':0.5},"
        "              {'employee':'e1','unit':'u3','cost':1}],"
        "'supplies':[{'employee':'e1','unit':'u2','fte':0.5}],"
        "'pairs':[{'kind':'apart','employees':['e3','e1'],'scope':'unit'},"
        "         {'kind':'together','employees':['e1','e2'],'scope':'group'}],"
        "'surges':[{'id':'s1','unit':'u2','from':'2025-08-01','to':'2025-08-31','need':1.25}],"
        "'previous':{'e1':'u2','e3':'u2'}}");
}

const struct node *complete_policy(struct arena *arena)
{
    return quoted(
        arena,
        "{'format':'mutasi-policy/1','name':'strict',"
        "'balance':{'target':[0.9,1.1],'limit':[0.5,1.5],'under':[[0,100],[0.1,100],[0.25,250.5]],'over':60},"
        "'competency':{'shortage':80.25,'unknown':'qualified'},"
        "'relocation':{'move':10,'move_within_group':4,'per_km':0.2,'reluctance':11,'preference':12,'first':"
        "3},"
        "'unplaced':500,'moves':{'max':7,'max_share':0.12,'out_share':0.25,'in_share':1.5},'budget':1000,"
        "'effective_minutes':72000,'persistence':5,"
        "'secondment':{'move':2.5,'per_km':0.1,'max_share':0.2,'donor_min':0.9},"
        "'rules':[{'rule':'min_tenure','years':2.5,'cite':'a','from':'2025-01-01','until':'2025-12-31'},"
        "         {'rule':'status_fixed','status':['PPPK','CPNS'],'cite':'b'},"
        "         {'rule':'tag_fixed','tags':['study'],'cite':'c','from':'2025-01-01'},"
        "         {'rule':'min_tenure','years':0.083333,'cite':'one month'},"
        "         {'rule':'max_tenure','years':5,'price':12.5,'cite':'d','until':'2030-12-31'},"
        "         {'rule':'max_tenure','years':7.5,'hard':true,'cite':'e'},"
        "         {'rule':'retirement','age':58,'months':18,'cite':'f'}]}");
}
